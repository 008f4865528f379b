/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.store.tiered;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import uno.jcache.spi.ChangeListener;

/**
 * Applies the changes of other processes to a near cache. Such a change is handled like one of this
 * process, so no reader fills with an older entry. Exceptions do not reach the thread that reports
 * the changes.
 */
final class RemoteChanges<K> implements ChangeListener<K> {
  private final NearLevel<K, ?> near;
  private final TierListener listener;

  /** Near caches in front of this one. */
  private final List<ChangeListener<? super K>> followers = new CopyOnWriteArrayList<>();

  RemoteChanges(NearLevel<K, ?> near, TierListener listener) {
    this.near = near;
    this.listener = listener;
  }

  /** Reports the changes to a near cache in front of this one, too. */
  void follow(ChangeListener<? super K> follower) {
    near.withSubscribed(
        subscribed -> {
          followers.add(follower);
          if (subscribed) {
            follower.found();
          }
        });
  }

  private void apply(Runnable action) {
    try {
      action.run();
    } catch (RuntimeException e) {
      near.distrust();
      listener.notFilled(e);
    }
  }

  @Override
  public void changed(K key) {
    apply(() -> near.forgetChanged(key));
    followers.forEach(follower -> follower.changed(key));
  }

  @Override
  public void invalidated(List<String> patterns) {
    apply(
        () -> {
          boolean unused = near.forgettingMatching(patterns, () -> true);
        });
    followers.forEach(follower -> follower.invalidated(patterns));
  }

  @Override
  public void lost() {
    apply(() -> near.setSubscribed(false));
    followers.forEach(ChangeListener::lost);
  }

  @Override
  public void found() {
    apply(() -> near.setSubscribed(true));
    followers.forEach(ChangeListener::found);
  }
}
