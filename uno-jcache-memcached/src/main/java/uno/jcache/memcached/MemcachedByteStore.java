/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.BlindPuts;
import uno.jcache.spi.Bulk;
import uno.jcache.spi.ByteChange;
import uno.jcache.spi.ByteCursor;
import uno.jcache.spi.ByteEntry;
import uno.jcache.spi.ByteLease;
import uno.jcache.spi.ByteStore;
import uno.jcache.spi.ChangeListener;
import uno.jcache.spi.Inspectable;
import uno.jcache.spi.Invalidating;
import uno.jcache.spi.Invalidations;
import uno.jcache.spi.Persistent;
import uno.jcache.spi.Remote;
import uno.jcache.spi.Scannable;
import uno.jcache.spi.Shared;
import uno.jcache.spi.StoreContext;

/**
 * The entries of one region, in Memcached.
 *
 * <p>Each read fetches the invalidations of the key's server before the entry, in one round. If a
 * server was restarted or has evicted the invalidations of a region, its entries of the region
 * count as lost, too. New invalidations begin at a random epoch, so that older entries are
 * recognized and treated as absent.
 *
 * <p>A change of an entry is one compare-and-set. The server cannot compare the epoch in the same
 * step. So an entry whose change was decided just before an invalidation is stored with the old
 * epoch. If the invalidation covers its key, the entry is hidden, as if it had been stored before
 * the invalidation.
 */
final class MemcachedByteStore
    implements ByteStore,
        Scannable,
        Bulk,
        BlindPuts,
        Invalidating,
        Remote,
        Shared,
        Persistent,
        Inspectable {
  private final MemcachedServers servers;
  private final MemcachedRegion region;
  private final ChangeMessages messages;
  private final InvalidationLog invalidations;
  private final EntryWriter writer;
  private final RegionScanner scanner;
  private final ChangePoller poller;
  private final List<ChangePoller.Follower> following = new CopyOnWriteArrayList<>();

  MemcachedByteStore(StoreContext context, MemcachedServers servers, ChangePoller poller) {
    this.servers = servers;
    this.poller = poller;
    this.region = new MemcachedRegion(context, servers);
    this.messages = new ChangeMessages(servers, region.layout().region());
    this.invalidations = new InvalidationLog(region, messages);
    this.writer = new EntryWriter(region, messages);
    this.scanner = new RegionScanner(region);
  }

  // ---- entries

  @Override
  public @Nullable ByteEntry get(byte[] key) {
    return region.read(List.of(key)).get(0);
  }

  @Override
  public int batchSize() {
    return region.sizes().together();
  }

  @Override
  public List<@Nullable ByteEntry> getAll(List<byte[]> keys) {
    return new ArrayList<>(region.read(keys));
  }

  @Override
  public List<@Nullable ByteEntry> getAllToChange(List<byte[]> keys) {
    return new ArrayList<>(region.readToChange(keys));
  }

  @Override
  public boolean compareAndSet(byte[] key, @Nullable ByteEntry seen, @Nullable ByteEntry next) {
    return compareAndSetAll(List.of(new ByteChange(key, seen, next))).get(0);
  }

  @Override
  public List<Boolean> compareAndSetAll(List<ByteChange> changes) {
    return writer.compareAndSetAll(changes);
  }

  @Override
  public boolean touch(byte[] key, ByteEntry seen, long policyDeadline, long notAfter) {
    return writer.touch(key, seen, policyDeadline, notAfter);
  }

  @Override
  public List<Boolean> putAll(
      List<byte[]> keys, List<byte[]> values, long deadline, boolean keepsDeadline) {
    return writer.putAll(keys, values, deadline, keepsDeadline);
  }

  // ---- other processes

  @Override
  public long timeout() {
    return TimeUnit.MILLISECONDS.toNanos(servers.settings().timeout());
  }

  @Override
  public Runnable onRecovery(Runnable action) {
    return servers.onRecovery(action);
  }

  @Override
  public List<ByteLease> lease(List<byte[]> keys) {
    return writer.lease(keys);
  }

  @Override
  public void follow(ChangeListener<byte[]> listener) {
    ChangePoller.Follower follower =
        new ChangePoller.Follower(messages.sender(), region.layout().region(), listener);
    following.add(follower);
    poller.follow(follower);
  }

  @Override
  public void announceRemoval(byte[] key) {
    writer.announceRemoval(key);
  }

  // ---- invalidations

  @Override
  public Invalidations invalidations(byte[] key) {
    return region.known(servers.serverOf(region.layout().entry(key)));
  }

  @Override
  public OptionalLong invalidate(List<String> patterns) {
    return invalidations.invalidate(patterns);
  }

  @Override
  public void reclaimed(long epoch) {
    invalidations.reclaimed(epoch);
  }

  @Override
  public Set<Long> unreclaimed() {
    return invalidations.unreclaimed();
  }

  @Override
  public boolean beginReclaiming() {
    return invalidations.beginReclaiming();
  }

  @Override
  public void endReclaiming() {
    invalidations.endReclaiming();
  }

  // ---- all entries

  @Override
  public ByteCursor scan() {
    return scanner.scan();
  }

  @Override
  public ByteCursor scanKeys(List<byte[]> prefixes) {
    return scanner.scanKeys(prefixes);
  }

  @Override
  public long size() {
    return scanner.size();
  }

  @Override
  public void clear() {
    invalidations.clear();
  }

  @Override
  public Map<String, Object> details() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("servers", String.join(", ", servers.settings().servers()));
    details.put("namespace", servers.settings().namespace());
    details.put("state", servers.isInService() ? "in service" : "out of service");
    return details;
  }

  @Override
  public void destroy() {
    try {
      invalidations.clear();
    } finally {
      close();
    }
  }

  @Override
  public void close() {
    following.forEach(poller::unfollow);
    region.close();
  }
}
