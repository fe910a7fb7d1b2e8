package io.trystero.codec;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.ObjectCodec;
import com.fasterxml.jackson.core.json.JsonWriteFeature;
import com.fasterxml.jackson.core.util.JsonGeneratorDelegate;
import java.io.IOException;
import java.io.Writer;
import java.nio.ByteBuffer;

/**
 * Writes numbers as {@code JSON.stringify} does. Here rather than in serializers, so that every number passes: of arrays,
 * trees, and types with serializers of their own.
 */
final class EcmaScriptGenerator extends JsonGeneratorDelegate {

    /** Ours whatever the mapper's: neither its escapes nor its way with numbers may show on the wire. */
    static final JsonFactory FACTORY =
            JsonFactory.builder().disable(JsonWriteFeature.WRITE_HEX_UPPER_CASE).build();

    private EcmaScriptGenerator(JsonGenerator json) {
        super(json, false);
    }

    /** Returns a generator of JSON text for values that a codec serializes. */
    static EcmaScriptGenerator to(Writer text, ObjectCodec codec) throws IOException {
        JsonGenerator json = FACTORY.createGenerator(text);
        json.setCodec(codec);
        return new EcmaScriptGenerator(json);
    }

    /** Returns a text as a JSON string. */
    static ByteBuffer quote(String text) {
        try (JsonBytes bytes = new JsonBytes();
                JsonGenerator json = FACTORY.createGenerator(bytes)) {
            json.writeString(text);
            json.flush();
            return bytes.written();
        } catch (IOException e) {
            throw new CodecException("cannot write a text as JSON: " + e.getMessage(), e);
        }
    }

    @Override
    public void writeNumber(double value) throws IOException {
        if (Double.isFinite(value)) {
            delegate.writeNumber(EcmaScriptNumber.print(value));
        } else {
            delegate.writeNull();
        }
    }

    @Override
    public void writeNumber(float value) throws IOException {
        if (Float.isFinite(value)) {
            delegate.writeNumber(EcmaScriptNumber.print(value));
        } else {
            delegate.writeNull();
        }
    }

    @Override
    public void writeArray(double[] array, int offset, int length) throws IOException {
        writeStartArray(array, length);
        for (int i = offset; i < offset + length; i++) {
            writeNumber(array[i]);
        }
        writeEndArray();
    }
}
