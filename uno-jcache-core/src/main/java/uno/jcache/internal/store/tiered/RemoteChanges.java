/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.tiered;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import uno.jcache.spi.ChangeListener;

/**
 * Makes a near level follow what other processes change in the far one. Such a change is like one
 * of this process: nobody fills with what was before. Who tells of it hears of no failures.
 */
final class RemoteChanges<K> implements ChangeListener<K> {
  private final NearLevel<K, ?> near;
  private final TierListener listener;

  /** Levels in front of this one. */
  private final List<ChangeListener<? super K>> followers = new CopyOnWriteArrayList<>();

  RemoteChanges(NearLevel<K, ?> near, TierListener listener) {
    this.near = near;
    this.listener = listener;
  }

  /** Tells a level in front of this one the same from now on. */
  void follow(ChangeListener<? super K> follower) {
    near.withInformed(
        informed -> {
          followers.add(follower);
          if (informed) {
            follower.found();
          }
        });
  }

  private void tell(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      near.distrust();
      listener.notFilled(e);
    }
  }

  @Override
  public void changed(K key) {
    tell(() -> near.forgetChanged(key));
    followers.forEach(follower -> follower.changed(key));
  }

  @Override
  public void invalidated(List<String> patterns) {
    tell(
        () -> {
          boolean unused = near.forgettingMatching(patterns, () -> true);
        });
    followers.forEach(follower -> follower.invalidated(patterns));
  }

  @Override
  public void lost() {
    tell(() -> near.setInformed(false));
    followers.forEach(ChangeListener::lost);
  }

  @Override
  public void found() {
    tell(() -> near.setInformed(true));
    followers.forEach(ChangeListener::found);
  }
}
