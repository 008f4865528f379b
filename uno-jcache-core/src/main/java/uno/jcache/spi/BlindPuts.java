/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import java.util.List;

/** A {@link ByteStore} that stores values without returning the entries that they replace. */
public interface BlindPuts {
  /**
   * Stores values, each independently of the others, without a {@link ByteEntry#notAfter}.
   *
   * @param values in the order of the keys
   * @param deadline the policy's deadline of the entries
   * @param keepsDeadline whether an entry that replaces a live one gets the policy's deadline of
   *     that one instead; never true while an entry may be hidden by an invalidation
   * @return in the same order: false where nothing was stored, since an invalidation was published
   *     meanwhile
   */
  List<Boolean> putAll(
      List<byte[]> keys, List<byte[]> values, long deadline, boolean keepsDeadline);
}
