/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import static java.util.Objects.requireNonNull;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A {@link HeapByteStore} that somebody else may change, who notifies {@link #follower}. */
public class SharedHeapByteStore extends HeapByteStore implements Shared {
  private volatile @Nullable ChangeListener<byte[]> follower;

  /** A store of what is there already. */
  public SharedHeapByteStore(StoreContext context, Content content) {
    super(context, content);
  }

  @Override
  public List<ByteLease> lease(List<byte[]> keys) {
    return doing(() -> keys.stream().map(this::lease).toList());
  }

  @Override
  public void follow(ChangeListener<byte[]> listener) {
    follower = listener;
  }

  @Override
  public void announceRemoval(byte[] key) {}

  /** Returns who is to be notified of what others change. */
  public ChangeListener<byte[]> follower() {
    return requireNonNull(follower);
  }
}
