package io.trystero.relay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

class TopicIndexTest {

    enum Step {
        ADD,
        REMOVE
    }

    @Property
    void holdsWhoSubscribesToWhatAndNothingElse(
            @ForAll List<Step> steps, @ForAll List<Boolean> topics, @ForAll List<Byte> subscribers) {
        TopicIndex<Byte> index = new TopicIndex<>();
        Map<String, Set<Byte>> model = new TreeMap<>();

        for (int i = 0; i < Math.min(steps.size(), Math.min(topics.size(), subscribers.size())); i++) {
            String topic = topics.get(i) ? "t" : "u";
            Byte subscriber = subscribers.get(i);
            Set<Byte> expected = model.computeIfAbsent(topic, name -> new TreeSet<>());
            if (steps.get(i) == Step.REMOVE) {
                index.remove(topic, subscriber);
                expected.remove(subscriber);
            } else if (expected.add(subscriber)) {
                index.add(topic, subscriber);
            }
        }

        model.forEach((topic, expected) ->
                assertThat(index.subscribers(topic)).containsExactlyInAnyOrderElementsOf(expected));
        assertThat(index.size()).isEqualTo((int)
                model.values().stream().filter(set -> !set.isEmpty()).count());
    }
}
