package io.trystero.test;

import io.trystero.rtc.PeerConnectionConfig.Role;
import java.util.function.Consumer;

/** Two connections that have found each other: their path, and one line of messages each way. */
final class Association {

    /** Checks, and the DTLS handshake after them, take about two round trips. */
    private static final int TRIPS_TO_CONNECT = 4;

    private final SimulatedConnection early;
    private final SimulatedConnection late;
    private final MessageLine toLate;
    private final MessageLine toEarly;
    private final OrderedLine framesToLate;
    private final OrderedLine framesToEarly;
    private final Switchboard switchboard;
    private final Loop loop;
    private String credentials;
    private boolean blocked;
    /** An address that the path's credentials were checked for is gone. */
    private boolean moved;

    private boolean beginning;
    private boolean established;
    private boolean announced;

    /** The first of the two is the one that will be connected first. */
    Association(SimulatedConnection early, SimulatedConnection late, String credentials, Switchboard switchboard) {
        this.early = early;
        this.late = late;
        this.credentials = credentials;
        this.switchboard = switchboard;
        loop = switchboard.loop();
        toLate = new MessageLine(early, late, switchboard.quality(), loop);
        toEarly = new MessageLine(late, early, switchboard.quality(), loop);
        framesToLate = new OrderedLine(loop);
        framesToEarly = new OrderedLine(loop);
        blocked = !switchboard.isRouteOpen(this);
        if (blocked) {
            toLate.pause();
            toEarly.pause();
        }
    }

    SimulatedConnection early() {
        return early;
    }

    SimulatedConnection late() {
        return late;
    }

    SimulatedConnection other(SimulatedConnection side) {
        return side == early ? late : early;
    }

    MessageLine lineFrom(SimulatedConnection side) {
        return side == early ? toLate : toEarly;
    }

    MessageLine lineTo(SimulatedConnection side) {
        return side == early ? toEarly : toLate;
    }

    /** Sends a frame of sound or a picture, which is lost where there is no path. */
    void frame(SimulatedConnection from, Consumer<SimulatedTracks> arrival) {
        if (!established || blocked) {
            return;
        }
        SimulatedConnection to = other(from);
        (to == late ? framesToLate : framesToEarly).after(latency(), () -> {
            if (!blocked && !to.isOver()) {
                arrival.accept(to.tracks());
            }
        });
    }

    /** Looks for a path, at first and after an ICE restart. */
    void begin(String newCredentials) {
        if (established && !credentials.equals(newCredentials)) {
            established = early.isConnected() && late.isConnected();
        }
        if (!credentials.equals(newCredentials)) {
            moved = false;
            blocked = !switchboard.isRouteOpen(this);
        }
        credentials = newCredentials;
        if (!established && !blocked && !beginning) {
            beginning = true;
            long nanos = 0;
            for (int trip = 0; trip < TRIPS_TO_CONNECT; trip++) {
                nanos += latency();
            }
            loop.after(nanos, this::establish);
        }
    }

    /** A host has another address from now on: nothing comes by the path that there is, until ICE has been restarted. */
    void moved(SimulatedHost host) {
        if (early.host() == host || late.host() == host) {
            moved = true;
            routesChanged();
        }
    }

    /** A partition began or ended somewhere. */
    void routesChanged() {
        boolean nowBlocked = moved || !switchboard.isRouteOpen(this);
        if (nowBlocked == blocked) {
            return;
        }
        blocked = nowBlocked;
        routeChangedFor(early);
        routeChangedFor(late);
        resume();
        begin(credentials);
    }

    /** One side closed, and says so as long as there is a path. */
    void closed(SimulatedConnection side) {
        if (!established || blocked) {
            vanished(side);
            return;
        }
        if (!other(side).isOver()) {
            lineFrom(side).close();
        }
        dissolveIfOver();
    }

    /** One side is gone without a word. */
    void vanished(SimulatedConnection side) {
        lineFrom(side).abandon();
        other(side).hearsNothing();
        dissolveIfOver();
    }

    private void routeChangedFor(SimulatedConnection side) {
        MessageLine line = lineTo(side);
        if (blocked) {
            line.pause();
            if (other(side).isOver()) {
                line.abandon();
            }
            side.hearsNothing();
        } else if (!line.isAbandoned()) {
            side.hearsAgain();
        }
    }

    /** A failed path stays silent, even if packets would get through, until ICE has been restarted. */
    private void resume() {
        if (!blocked && early.isOpenToPath() && late.isOpenToPath()) {
            toLate.resume();
            toEarly.resume();
        }
    }

    private void establish() {
        beginning = false;
        if (blocked || !early.isOpenToPath() || !late.isOpenToPath()) {
            return;
        }
        established = true;
        connect(early);
        loop.after(latency(), () -> connect(late));
    }

    private void connect(SimulatedConnection side) {
        if (side.isOver() || !side.isOpenToPath()) {
            return;
        }
        side.connected();
        resume();
        if (blocked || lineTo(side).isAbandoned()) {
            side.hearsNothing();
        }
        if (!announced && side == opener()) {
            announced = true;
            switchboard.loseOpens(this);
            side.opened();
            lineFrom(side).open();
        }
    }

    private SimulatedConnection opener() {
        return early.role() == Role.OFFERER ? early : late;
    }

    private void dissolveIfOver() {
        if (early.isOver() && late.isOver()) {
            switchboard.forget(this);
        }
    }

    private long latency() {
        return switchboard.quality().latency().draw(loop.random);
    }
}
