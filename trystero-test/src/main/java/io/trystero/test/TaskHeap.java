package io.trystero.test;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Tasks by due time: a four-way heap in an array. Each task knows its place, so that a cancelled timer (most are) leaves at
 * once instead of being carried along until it is due.
 */
final class TaskHeap {

    private static final int WAYS = 4;

    private @Nullable SimulatedTask[] tasks = new SimulatedTask[64];
    private int size;

    /** Returns when the first task is due, or {@code Long.MAX_VALUE} if there is none. */
    long nextTime() {
        SimulatedTask first = tasks[0];
        return first == null ? Long.MAX_VALUE : first.time;
    }

    void add(SimulatedTask task) {
        if (size == tasks.length) {
            tasks = Arrays.copyOf(tasks, 2 * size);
        }
        siftUp(size++, task);
    }

    @Nullable
    SimulatedTask poll() {
        SimulatedTask first = tasks[0];
        if (first != null) {
            remove(first);
        }
        return first;
    }

    void remove(SimulatedTask task) {
        int hole = task.heapIndex;
        if (hole == SimulatedTask.NOT_IN_HEAP) {
            return;
        }
        task.heapIndex = SimulatedTask.NOT_IN_HEAP;
        SimulatedTask last = at(--size);
        tasks[size] = null;
        if (last != task) {
            siftDown(hole, last);
            if (last.heapIndex == hole) {
                siftUp(hole, last);
            }
        }
    }

    void clear() {
        Arrays.fill(tasks, 0, size, null);
        size = 0;
    }

    /** Returns a copy, so that they can be removed meanwhile. */
    List<SimulatedTask> tasksOf(SimulatedWorker worker) {
        return Arrays.stream(tasks, 0, size)
                .<SimulatedTask>mapMulti((task, found) -> {
                    if (task != null && task.worker == worker) {
                        found.accept(task);
                    }
                })
                .toList();
    }

    private void siftUp(int from, SimulatedTask task) {
        int index = from;
        while (index > 0) {
            int parentIndex = (index - 1) / WAYS;
            SimulatedTask parent = at(parentIndex);
            if (!task.isBefore(parent)) {
                break;
            }
            put(index, parent);
            index = parentIndex;
        }
        put(index, task);
    }

    private void siftDown(int from, SimulatedTask task) {
        int index = from;
        while (true) {
            int firstChild = WAYS * index + 1;
            if (firstChild >= size) {
                break;
            }
            int leastIndex = firstChild;
            SimulatedTask least = at(firstChild);
            for (int i = firstChild + 1; i < Math.min(firstChild + WAYS, size); i++) {
                if (at(i).isBefore(least)) {
                    leastIndex = i;
                    least = at(i);
                }
            }
            if (!least.isBefore(task)) {
                break;
            }
            put(index, least);
            index = leastIndex;
        }
        put(index, task);
    }

    private void put(int index, SimulatedTask task) {
        tasks[index] = task;
        task.heapIndex = index;
    }

    @SuppressWarnings("NullAway") // every place below the size is taken
    private SimulatedTask at(int index) {
        return tasks[index];
    }
}
