package io.trystero.webrtc;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;

/** A test that is skipped where the native library does not load; with {@code CI} set it runs, and fails. */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NeedsNatives.Condition.class)
@interface NeedsNatives {

    /** Asks the transport's own preflight. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            try {
                WebRtcTransport.dataOnly().preflight();
                return ConditionEvaluationResult.enabled("the native library loads");
            } catch (IllegalStateException e) {
                return System.getenv("CI") == null
                        ? ConditionEvaluationResult.disabled(e.getMessage())
                        : ConditionEvaluationResult.enabled("under CI nothing is skipped");
            }
        }
    }
}
