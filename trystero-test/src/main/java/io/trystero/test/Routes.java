package io.trystero.test;

import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Set;

/** Which hosts can reach each other: those that are online and that no partition keeps apart. */
final class Routes {

    /** Two groups of hosts without a route from one to the other. Not a record: two equal ones end by themselves. */
    static final class Partition {

        private final Set<SimulatedHost> left;
        private final Set<SimulatedHost> right;

        Partition(Collection<SimulatedHost> left, Collection<SimulatedHost> right) {
            this.left = Set.copyOf(left);
            this.right = Set.copyOf(right);
        }

        boolean separates(SimulatedHost one, SimulatedHost other) {
            return one != other
                    && ((left.contains(one) && right.contains(other)) || (left.contains(other) && right.contains(one)));
        }
    }

    private final List<Partition> partitions = new ArrayList<>();

    boolean isOpen(SimulatedHost one, SimulatedHost other) {
        if (!one.isOnline() || !other.isOnline()) {
            return false;
        }
        for (Partition partition : partitions) {
            if (partition.separates(one, other)) {
                return false;
            }
        }
        return true;
    }

    void cut(Partition partition) {
        partitions.add(partition);
    }

    /** Ends one partition; does nothing if it has ended already. */
    void heal(Partition partition) {
        partitions.remove(partition);
    }

    void healAll() {
        partitions.clear();
    }
}
