/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.redis;

import java.util.Map;
import java.util.Set;
import uno.jcache.spi.StoreFactory;
import uno.jcache.spi.StoreProvider;

/**
 * Keeps the entries of regions in Redis, where all processes that name the same server, namespace
 * and region share them. Its type is {@code redis}.
 *
 * <table>
 *   <caption>Settings</caption>
 *   <tr><th>name</th><th>takes</th><th>without it</th><th></th></tr>
 *   <tr><td>url</td><td>one or several addresses</td><td>redis://127.0.0.1</td><td>
 *     redis://user:password@host:6379/2, or rediss:// for TLS. Without a port, 6379, or 26379 of
 *     sentinels. Several, in a list or between commas, are nodes of a cluster, or sentinels.</td></tr>
 *   <tr><td>mode</td><td>single, sentinel or cluster</td><td>single</td><td>How the servers belong
 *     together.</td></tr>
 *   <tr><td>master</td><td>a name</td><td>required for sentinels</td><td>By which the sentinels know
 *     the master.</td></tr>
 *   <tr><td>username, password</td><td>text</td><td>those of the address</td><td></td></tr>
 *   <tr><td>redisson-file</td><td>a path</td><td></td><td>A configuration of Redisson's in YAML,
 *     which then says all of the above.</td></tr>
 *   <tr><td>namespace</td><td>text</td><td>uno</td><td>Begins all keys.</td></tr>
 *   <tr><td>timeout</td><td>10ms to 1m</td><td>400ms</td><td>How long an operation may take.</td></tr>
 *   <tr><td>max-staleness</td><td>100ms to 1h</td><td>3s</td><td>For how long a level in front may
 *     show what others have changed since, where their messages do not come through.</td></tr>
 *   <tr><td>combine-reads, combine-writes</td><td>true or false</td><td>true</td><td>Whether what
 *     many threads ask is gathered into few commands; writes not in a cluster.</td></tr>
 *   <tr><td>max-value-size</td><td>a size</td><td>64 MiB</td><td>How large a value may be.</td></tr>
 * </table>
 */
public final class RedisStoreProvider implements StoreProvider {
  /** Made by the service loader. */
  public RedisStoreProvider() {}

  @Override
  public String type() {
    return "redis";
  }

  @Override
  public Class<RedisByteStore> storeType() {
    return RedisByteStore.class;
  }

  @Override
  public Set<String> settings() {
    return RedisSettings.NAMES;
  }

  @Override
  public Set<String> secretSettings() {
    return Set.of(RedisSettings.PASSWORD);
  }

  @Override
  public void check(String name, Map<String, ?> settings) {
    RedisSettings unused = RedisSettings.of(name, settings);
  }

  @Override
  public StoreFactory open(String name, Map<String, ?> settings) {
    return new RedisStoreFactory(new RedisServer(name, RedisSettings.of(name, settings)));
  }
}
