/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.lang.ref.WeakReference;
import uno.jcache.spi.StoreException;
import uno.jcache.spi.StoreListener;

/**
 * Notifies a listener as long as another object refers to it. The threads of a region must not keep
 * the listener in memory, because it refers to the application.
 */
final class WeakListener implements StoreListener {
  private final WeakReference<StoreListener> listener;

  WeakListener(StoreListener listener) {
    this.listener = new WeakReference<>(listener);
  }

  private StoreListener listener() {
    StoreListener target = listener.get();
    return (target == null) ? StoreListener.NONE : target;
  }

  @Override
  public void evicted() {
    listener().evicted();
  }

  @Override
  public void undecodable(String why) {
    listener().undecodable(why);
  }

  @Override
  public void failed(StoreException failure) {
    listener().failed(failure);
  }

  @Override
  public void recovered() {
    listener().recovered();
  }
}
