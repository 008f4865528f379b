/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.spi;

import org.jspecify.annotations.Nullable;

/**
 * Stores the entries of one region outside the heap, as bytes. This is all that every store must
 * do. What else a store can do, it says by implementing further interfaces of this package:
 *
 * <table>
 *   <caption>Facets of a store</caption>
 *   <tr><th>facet</th><th>what the store can do</th><th>without it</th></tr>
 *   <tr><td>{@link Scannable}</td><td>lists its entries, and clears</td><td>no region can be
 *     created: a cache can be iterated. A server that cannot list its keys needs an index of
 *     them</td></tr>
 *   <tr><td>{@link Bulk}</td><td>reads and changes several entries in one call</td><td>a call for
 *     each entry</td></tr>
 *   <tr><td>{@link BlindPuts}, {@link BlindRemovals}</td><td>writes without reading the old
 *     entry</td><td>reads it first, and compares and sets</td></tr>
 *   <tr><td>{@link Invalidating}</td><td>hides any number of entries immediately, by patterns of
 *     their keys</td><td>an invalidation scans, and removes entries one by one</td></tr>
 *   <tr><td>{@link Remote}</td><td>is a server: callers wait for it, and it can be away. It must be
 *     {@link Shared} as well</td><td>each call is taken to be short</td></tr>
 *   <tr><td>{@link Shared}</td><td>is used by several processes, and reports their
 *     changes</td><td>the entries belong to this process alone: near caches trust their entries,
 *     and time is that of one process</td></tr>
 *   <tr><td>{@link Bounded}</td><td>evicts entries above a limit</td><td>a {@code max-size} of the
 *     region is refused</td></tr>
 *   <tr><td>{@link Sweepable}</td><td>finds expired entries</td><td>they stay until
 *     an operation meets them, or the store removes them, without events</td></tr>
 *   <tr><td>{@link Persistent}</td><td>keeps entries after it was closed</td><td>a region that
 *     is removed is cleared</td></tr>
 *   <tr><td>{@link Inspectable}</td><td>describes itself</td><td>no details in summaries</td></tr>
 * </table>
 *
 * <p>The cache encodes keys so that equal keys have equal bytes. A store keeps the deadlines of
 * entries but does not enforce them: an expired entry stays until it is replaced, removed or
 * evicted. A store verifies what it reads: an entry with damaged bytes is absent, is dropped, and
 * is reported to the {@link StoreListener}.
 *
 * <p>All methods of a store but {@link ByteCursor}'s may be called by any number of threads at the
 * same time, also by interrupted ones, whose interrupt status stays. Each takes a bounded time.
 * After {@link #close} they throw {@link StoreException} or do nothing; they neither hang nor
 * corrupt anything. Arrays that are passed in or returned are never changed, by either side.
 *
 * <p>All methods throw {@link StoreException} if the store cannot be reached, read or written; it
 * is then unknown whether a change took effect.
 */
public interface ByteStore extends AutoCloseable {
  /**
   * Returns the entry, live or expired, or a placeholder ({@link ByteEntry#isPlaceholder}); or null
   * if there is none. Counts as a use of the entry.
   */
  @Nullable ByteEntry get(byte[] key);

  /**
   * Replaces exactly the entry that was seen.
   *
   * @param seen what this store returned for the key, or null for no entry
   * @param next what to store, or null to remove
   * @return false if nothing was changed: there is another entry by now, or an invalidation was
   *     published after the epoch of the next entry ({@link ByteEntry#epoch})
   */
  boolean compareAndSet(byte[] key, @Nullable ByteEntry seen, @Nullable ByteEntry next);

  /**
   * Changes the deadline of an entry if it is still the one that was seen. The change need not be
   * durable immediately, as long as readers of this store see it.
   *
   * @param policyDeadline as {@link ByteEntry#policyDeadline}
   * @param notAfter as {@link ByteEntry#notAfter}
   * @return false if there is another entry by now
   */
  boolean touch(byte[] key, ByteEntry seen, long policyDeadline, long notAfter);

  /** Releases all resources. Has no effect the second time. */
  @Override
  void close();
}
