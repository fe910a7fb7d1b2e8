package io.trystero.test.room;

import io.trystero.PeerId;
import io.trystero.wire.SignalCipher;
import io.trystero.wire.SignalMessage;
import io.trystero.wire.Topics;
import java.util.SplittableRandom;

/** Someone who publishes what it likes on the relay, in whose name it likes, drawn from a seed. */
final class RelayLiar {

    private static final String ID_ALPHABET = "0Aaz";

    private final SplittableRandom random;
    private final Herald herald;
    private final PeerId victim;
    private final SignalCipher cipher;
    private int minted;

    RelayLiar(long seed, Herald herald, PeerId victim) {
        this.random = new SplittableRandom(seed);
        this.herald = herald;
        this.victim = victim;
        this.cipher = new SignalCipher("", World.APP, "lobby", random);
    }

    /** Does one thing of those below, a random number of times. */
    void act(int most) {
        int count = 1 + random.nextInt(most);
        switch (random.nextInt(8)) {
            case 0 -> announces(count);
            case 1 -> sealedNonsense(count);
            case 2 -> offers(count);
            case 3 -> bombs(1 + count / 50);
            case 4 -> candidates(count);
            case 5 -> answers(count);
            case 6 -> oneWhoRepeatsItself(count);
            default -> mutations(count);
        }
    }

    private void announces(int count) {
        for (int i = 0; i < count; i++) {
            publish(SignalMessage.announce(mint(), random.nextBoolean()));
        }
    }

    private void sealedNonsense(int count) {
        for (int i = 0; i < count; i++) {
            publish(SignalMessage.offer(mint(), offerId(), "1,2,3$AAAA", false));
            publish(SignalMessage.answer(mint(), offerId(), "nonsense", false));
        }
    }

    /** Offers that decrypt: the room has no password. */
    private void offers(int count) {
        for (int i = 0; i < count; i++) {
            publish(SignalMessage.offer(mint(), offerId(), sealed("v=0\r\nm=application 9\r\n"), false));
        }
    }

    private void bombs(int count) {
        for (int i = 0; i < count; i++) {
            String sdp = "v=0\r\n" + "m=application 9\r\n".repeat(random.nextInt(10_000));
            publish(SignalMessage.offer(mint(), offerId(), sealed(sdp), false));
        }
    }

    private void candidates(int count) {
        String one = random.nextBoolean() ? mint() : "";
        for (int i = 0; i < count; i++) {
            String candidate = "{\"candidate\":\"" + "x".repeat(random.nextInt(2_000)) + "\",\"sdpMid\":\"0\"}";
            publish(SignalMessage.candidate(
                    one.isEmpty() ? mint() : one, random.nextBoolean() ? offerId() : null, sealed(candidate), false));
        }
    }

    private void answers(int count) {
        for (int i = 0; i < count; i++) {
            String peer = mint();
            publish(SignalMessage.announce(peer, false));
            publish(SignalMessage.answer(peer, null, sealed("v=0"), false));
        }
    }

    private void oneWhoRepeatsItself(int count) {
        String peer = mint();
        for (int i = 0; i < count; i++) {
            publish(SignalMessage.announce(peer, false));
            publish(SignalMessage.offer(peer, offerId(), sealed("v=0\r\nm=audio 9\r\n"), false));
        }
    }

    private void mutations(int count) {
        for (int i = 0; i < count; i++) {
            StringBuilder text = new StringBuilder(
                    SignalMessage.offer(mint(), offerId(), sealed("v=0"), false).toJson());
            for (int changes = 1 + random.nextInt(4); changes > 0; changes--) {
                text.setCharAt(random.nextInt(text.length()), (char) (32 + random.nextInt(96)));
            }
            say(text.toString());
        }
    }

    private String mint() {
        char first = ID_ALPHABET.charAt(random.nextInt(ID_ALPHABET.length()));
        return first + String.format("liar%015d", minted++);
    }

    private String offerId() {
        return String.format("offer%07d", random.nextInt(10));
    }

    private String sealed(String text) {
        return cipher.encrypt(text);
    }

    private void publish(SignalMessage message) {
        say(message.toJson());
    }

    private void say(String text) {
        herald.say(
                random.nextBoolean()
                        ? Topics.root(World.APP, "lobby")
                        : Topics.self(World.APP, "lobby", victim.value()),
                text);
    }
}
