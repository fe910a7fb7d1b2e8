package io.trystero.interop;

import static org.assertj.core.api.Assertions.assertThat;

import io.trystero.interop.fixture.NostrRelay;
import io.trystero.interop.fixture.TlsCertificate;
import io.trystero.nostr.NostrStrategy;
import io.trystero.signaling.Publication.Kind;
import io.trystero.signaling.RelayStatus;
import io.trystero.signaling.RelayStatus.State;
import io.trystero.signaling.SignalingStrategy;
import io.trystero.signaling.TopicEvent;
import io.trystero.signaling.TopicEvent.Received;
import io.trystero.signaling.TopicRelay;
import io.trystero.test.contract.Heard;
import io.trystero.test.contract.StrategyContract;
import io.trystero.websocket.ServerTrust;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every strategy does, against a Nostr relay that checks ids and signatures; and what a relay may refuse. */
class NostrContractTest {

    private static TlsCertificate certificate;
    private static ServerTrust trust;
    private static NostrRelay plain;
    private static NostrRelay secure;

    @BeforeAll
    static void start() throws Exception {
        certificate = TlsCertificate.selfSigned();
        trust = ServerTrust.pem(certificate.certificate());
        plain = NostrRelay.start();
        secure = NostrRelay.start(certificate);
    }

    @AfterAll
    static void end() {
        plain.close();
        secure.close();
        certificate.close();
    }

    abstract static class Contract extends StrategyContract {

        private final NostrRelay server;

        Contract(NostrRelay server) {
            this.server = server;
        }

        @Override
        protected void startServer() {
            server.restart();
        }

        @Override
        protected void stopServer() {
            server.stop();
        }

        @Override
        protected void restartServer() {
            server.restart();
        }

        @Override
        protected void sendGarbage(String topic) {
            server.garbage(topic);
        }

        @Override
        protected int connections() {
            return server.connections();
        }
    }

    @Nested
    class OverTls extends Contract {

        OverTls() {
            super(secure);
        }

        @Override
        protected SignalingStrategy strategy() {
            return NostrStrategy.builder().url(secure.url()).trust(trust).build();
        }
    }

    @Nested
    class Plainly extends Contract {

        Plainly() {
            super(plain);
        }

        @Override
        protected SignalingStrategy strategy() {
            return NostrStrategy.builder().url(plain.url()).build();
        }

        @Test
        void equalAnnouncesOfASecondAllArrive() {
            String topic = rootTopic();
            Heard<TopicEvent> there = subscribed(open(), topic);
            TopicRelay here = up(open());

            for (int i = 0; i < 4; i++) {
                publish(here, topic, Kind.ANNOUNCE, "{\"peerId\":\"same\"}");
            }

            for (int i = 0; i < 4; i++) {
                assertThat(there.next()).isEqualTo(new Received("{\"peerId\":\"same\"}"));
            }
        }

        @Test
        void aRelayThatWantsLessIsThrottledUntilItTakesAnAnnounce() {
            TopicRelay relay = up(open());
            Heard<RelayStatus> status = Heard.of(relay.status());
            plain.refuse("rate-limited: slow down", 1);

            publish(relay, rootTopic(), Kind.OFFER, "{\"peerId\":\"one\"}");
            RelayStatus throttled = status.until(now -> now.state() == State.THROTTLED);
            assertThat(throttled.reason()).isEqualTo("rate-limited: slow down");
            assertThat(throttled.nextTry()).isNotNull();

            publish(relay, rootTopic(), Kind.ANNOUNCE, "{\"peerId\":\"one\"}");
            status.until(now -> now.state() == State.UP);
        }

        @ParameterizedTest
        @ValueSource(strings = {"blocked: not here", "pow: 28 bits needed", "invalid: bad event"})
        void aRelayThatRefusesEventsIsRetired(String reason) {
            TopicRelay relay = up(open());
            Heard<RelayStatus> status = Heard.of(relay.status());
            plain.refuse(reason);

            publish(relay, rootTopic(), Kind.ANNOUNCE, "{\"peerId\":\"one\"}");

            assertThat(status.until(now -> now.state() == State.RETIRED).reason())
                    .isEqualTo(reason);
            eventually(() -> plain.connections() == 0);
        }

        @Test
        void aRelayThatRefusesSubscriptionsIsRetired() {
            plain.refuseSubscriptions("auth-required: who are you");
            TopicRelay relay = up(open());
            Heard<RelayStatus> status = Heard.of(relay.status());
            Heard<TopicEvent> events = Heard.of(relay.subscribe(rootTopic()));

            status.until(now -> now.state() == State.RETIRED);

            assertThat(events.unheard()).isEmpty();
        }

        @Test
        void duplicatesAndNoticesAreNoFailure() {
            TopicRelay relay = up(open());
            String topic = rootTopic();
            Heard<TopicEvent> there = subscribed(open(), topic);
            plain.refuse("duplicate: have it", 1);
            publish(relay, topic, Kind.ANNOUNCE, "{\"peerId\":\"refused\"}");
            plain.notice("maintenance tonight");

            publish(relay, topic, Kind.ANNOUNCE, "{\"peerId\":\"one\"}");

            assertThat(there.next()).isEqualTo(new Received("{\"peerId\":\"one\"}"));
            assertThat(relay.status().blockFirst()).isEqualTo(RelayStatus.up("nostr", relay.url()));
        }

        @Test
        void topicsNobodyListensToAreNoLongerAskedFor() {
            TopicRelay relay = open();
            String stays = rootTopic();
            Heard<TopicEvent> staying = subscribed(relay, stays);
            Heard<TopicEvent> leaving = subscribed(relay, selfTopic());
            leaving.cancel();
            eventually(() -> plain.topics().equals(List.of(stays)));
            staying.cancel();
            eventually(() -> plain.topics().isEmpty());
        }
    }
}
