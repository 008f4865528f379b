/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi.tests;

import java.util.List;
import java.util.OptionalLong;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.ChangeListener;
import uno.jcache.spi.SharedHeapByteStore;
import uno.jcache.spi.StoreContext;

/** Stands for one of several processes that share entries, and notifies the others. */
final class NotifyingHeapByteStore extends SharedHeapByteStore {
  private final List<NotifyingHeapByteStore> processes;
  private volatile @Nullable ChangeListener<byte[]> listener;

  /**
   * Makes a store.
   *
   * @param processes all stores of the content, thread-safe
   */
  NotifyingHeapByteStore(
      StoreContext context, Content content, List<NotifyingHeapByteStore> processes) {
    super(context, content);
    this.processes = processes;
    processes.add(this);
  }

  private void notifyOthers(Consumer<ChangeListener<byte[]>> message) {
    for (NotifyingHeapByteStore each : processes) {
      ChangeListener<byte[]> notified = each.listener;
      if (each != this && notified != null) {
        message.accept(notified);
      }
    }
  }

  @Override
  public boolean compareAndSet(byte[] key, @Nullable ByteEntry seen, @Nullable ByteEntry next) {
    boolean done = super.compareAndSet(key, seen, next);
    if (done) {
      notifyOthers(each -> each.changed(key));
    }
    return done;
  }

  @Override
  public OptionalLong invalidate(List<String> patterns) {
    OptionalLong epoch = super.invalidate(patterns);
    notifyOthers(each -> each.invalidated(patterns));
    return epoch;
  }

  @Override
  public void clear() {
    super.clear();
    notifyOthers(each -> each.invalidated(List.of("*")));
  }

  @Override
  public void follow(ChangeListener<byte[]> listener) {
    super.follow(listener);
    this.listener = listener;
    listener.found();
  }

  @Override
  public void close() {
    processes.remove(this);
    super.close();
  }
}
