package io.trystero.nostr;

import java.util.ArrayList;
import java.util.List;

/**
 * The public relays that a release of the JavaScript library knows. Its peers use a few of them, which the app id chooses: peers of
 * one app and one release find each other.
 */
public enum DefaultRelays {
    /** Those of release 0.25.4. */
    V0_25_4(
            "basspistol.org",
            "bucket.coracle.social",
            "chorus.pjv.me",
            "koru.bitcointxoko.org",
            "nos.lol",
            "nostr-01.uid.ovh",
            "nostr-01.yakihonne.com",
            "nostr-relay.corb.net",
            "nostr.data.haus",
            "nostr.islandarea.net",
            "nostr.sathoarder.com",
            "nostr.tegila.com.br",
            "nostr.vulpem.com",
            "purplerelay.com",
            "relay-can.zombi.cloudrodion.com",
            "relay-rpi.edufeed.org",
            "relay.agorist.space",
            "relay.artio.inf.unibe.ch",
            "relay.mostr.pub",
            "relay.mostro.network",
            "relay.sigit.io",
            "relay02.lnfi.network",
            "schnorr.me",
            "social.amanah.eblessing.co",
            "staging.yabu.me",
            "strfry.shock.network",
            "top.testrelay.top",
            "yabu.me/v2"),

    /** Those of release 0.25.3. */
    V0_25_3(
            "basspistol.org",
            "bucket.coracle.social",
            "chorus.almostmachines.dev",
            "chorus.pjv.me",
            "communities.nos.social",
            "ftp.halifax.rwth-aachen.de/nostr",
            "hol.is",
            "hornetstorage.net/relay",
            "koru.bitcointxoko.org",
            "nos.lol",
            "nostr-01.uid.ovh",
            "nostr-01.yakihonne.com",
            "nostr-relay.corb.net",
            "nostr.data.haus",
            "nostr.islandarea.net",
            "nostr.sathoarder.com",
            "nostr.self-determined.de",
            "nostr.tegila.com.br",
            "nostr.vulpem.com",
            "purplerelay.com",
            "relay-can.zombi.cloudrodion.com",
            "relay-rpi.edufeed.org",
            "relay.agorist.space",
            "relay.angor.io",
            "relay.artio.inf.unibe.ch",
            "relay.binaryrobot.com",
            "relay.damus.io",
            "relay.froth.zone",
            "relay.libernet.app",
            "relay.mostr.pub",
            "relay.mostro.network",
            "relay.nostr.place",
            "relay.nostrdice.com",
            "relay.notoshi.win",
            "relay.sigit.io",
            "relay02.lnfi.network",
            "relay2.angor.io",
            "schnorr.me",
            "slick.mjex.me",
            "social.amanah.eblessing.co",
            "staging.yabu.me",
            "strfry.openhoofd.nl",
            "strfry.shock.network",
            "testnet-relay.samt.st",
            "top.testrelay.top",
            "x.kojira.io",
            "yabu.me/v2");

    // immutable, though its type does not say so
    @SuppressWarnings("ImmutableEnumChecker")
    private final List<String> hosts;

    DefaultRelays(String... hosts) {
        this.hosts = List.of(hosts);
    }

    int size() {
        return hosts.size();
    }

    /** Returns the URLs of as many relays as an app uses, in its order. */
    List<String> pick(String appId, int redundancy) {
        return shuffle(hosts, appId.chars().asLongStream().sum()).stream()
                .limit(redundancy)
                .map(host -> "wss://" + host)
                .toList();
    }

    /** Shuffles as the JavaScript library does (section 8 of the protocol): its sine is that of {@link StrictMath}. */
    static <T> List<T> shuffle(List<T> items, long seed) {
        List<T> shuffled = new ArrayList<>(items);
        long next = seed;
        for (int i = shuffled.size(); i > 0; i--) {
            double scaled = StrictMath.sin((double) next++) * 10_000;
            int j = (int) Math.floor((scaled - Math.floor(scaled)) * i);
            T last = shuffled.get(i - 1);
            shuffled.set(i - 1, shuffled.get(j));
            shuffled.set(j, last);
        }
        return shuffled;
    }
}
