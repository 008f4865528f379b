/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.tests;

import static java.util.concurrent.TimeUnit.SECONDS;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static uno.jcache.spi.tests.TestStore.text;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.DisplayName;
import org.junit.jupiter.api.Test;
import uno.jcache.spi.ChangeListener;
import uno.jcache.spi.Shared;

/** A {@link Shared} store notifies its listener of what other processes change. */
@ContractOf(Shared.class)
@DisplayName("Shared: notifications of changes")
public abstract class NotificationsContract extends StoreContract {
  /** For subclasses. */
  protected NotificationsContract() {}

  private static final class Recorder implements ChangeListener<byte[]> {
    final List<String> changed = new CopyOnWriteArrayList<>();
    final List<String> invalidated = new CopyOnWriteArrayList<>();
    volatile boolean found;

    @Override
    public void changed(byte[] key) {
      changed.add(text(key));
    }

    @Override
    public void invalidated(List<String> patterns) {
      invalidated.addAll(patterns);
    }

    @Override
    public void lost() {
      found = false;
    }

    @Override
    public void found() {
      found = true;
    }
  }

  private static ConditionFactory soon() {
    return await().atMost(60, SECONDS);
  }

  /** Returns the listener of a store, when changes are reported to it. */
  private static Recorder follow(TestStore store) {
    Recorder recorder = new Recorder();
    store.as(Shared.class).follow(recorder);
    soon().until(() -> recorder.found);
    return recorder;
  }

  @Test
  void anEntryThatIsStoredReplacedOrRemovedIsReported() {
    Recorder recorder = follow(open());
    TestStore other = open();
    other.set("stored", "value");
    soon().until(() -> recorder.changed.contains("stored"));
    recorder.changed.clear();
    other.set("stored", "next");
    soon().until(() -> recorder.changed.contains("stored"));
    recorder.changed.clear();
    assertThat(other.remove("stored", other.entry("stored"))).isTrue();
    soon().until(() -> recorder.changed.contains("stored"));
  }

  @Test
  void aClearIsReported() {
    Recorder recorder = follow(open());
    TestStore other = open();
    other.set("key", "value");
    other.clear();
    soon().until(() -> !recorder.invalidated.isEmpty());
  }

  @Test
  void changesOfTheProcessItselfAreNotReported() {
    TestStore one = open();
    Recorder recorder = follow(one);
    one.set("own", "value");
    assertThat(one.remove("own", one.entry("own"))).isTrue();
    open().set("theirs", "value");
    soon().until(() -> recorder.changed.contains("theirs"));
    assertThat(recorder.changed).containsOnly("theirs");
  }

  @Test
  void aClosedStoreDoesNotDisturbTheOthers() {
    TestStore one = open();
    Recorder recorder = follow(one);
    assertThat(recorder.found).isTrue();
    one.close();
    TestStore other = open();
    other.set("key", "value");
    assertThat(other.value("key")).isEqualTo("value");
  }
}
