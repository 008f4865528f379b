/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.memcached;

import java.util.List;
import java.util.function.ToIntFunction;
import net.spy.memcached.ArrayModNodeLocator;
import net.spy.memcached.BinaryConnectionFactory;
import net.spy.memcached.DefaultHashAlgorithm;
import net.spy.memcached.FailureMode;
import net.spy.memcached.HashAlgorithm;
import net.spy.memcached.KetamaNodeLocator;
import net.spy.memcached.MemcachedNode;
import net.spy.memcached.NodeLocator;
import net.spy.memcached.auth.AuthDescriptor;
import net.spy.memcached.auth.PlainCallbackHandler;
import net.spy.memcached.util.KetamaNodeLocatorConfiguration;
import org.jspecify.annotations.Nullable;

/**
 * The settings of the client. It uses the binary protocol: in the text protocol, a value that is
 * too large breaks the connection.
 *
 * <p>The place of a server in the ring depends on its name in the settings alone. By default, the
 * client uses its IP address as well, which may differ between processes.
 */
final class RingClientFactory extends BinaryConnectionFactory {
  private static final int QUEUE_MILLIS = 50;
  private static final int RECONNECT_SECONDS = 1; // the smallest that the client accepts
  private static final int TIMEOUTS_BEFORE_RECONNECT = 10;
  private static final int PLACES_OF_EACH = 160;

  private final MemcachedSettings settings;
  private final ToIntFunction<MemcachedNode> serverOf;

  /**
   * Creates a factory.
   *
   * @param serverOf returns the index of a server in the settings
   */
  RingClientFactory(MemcachedSettings settings, ToIntFunction<MemcachedNode> serverOf) {
    this.settings = settings;
    this.serverOf = serverOf;
  }

  @Override
  public NodeLocator createLocator(List<MemcachedNode> nodes) {
    if (nodes.size() == 1) { // without a digest of each key
      return new ArrayModNodeLocator(nodes, DefaultHashAlgorithm.NATIVE_HASH);
    }
    return new KetamaNodeLocator(
        nodes,
        getHashAlg(),
        new KetamaNodeLocatorConfiguration() {
          @Override
          public String getKeyForNode(MemcachedNode node, int repetition) {
            return settings.servers().get(serverOf.applyAsInt(node)) + "-" + repetition;
          }

          @Override
          public int getNodeRepetitions() {
            return PLACES_OF_EACH;
          }
        });
  }

  @Override
  public HashAlgorithm getHashAlg() {
    return DefaultHashAlgorithm.KETAMA_HASH;
  }

  /** No server takes over keys of another. */
  @Override
  public FailureMode getFailureMode() {
    return FailureMode.Cancel;
  }

  @Override
  public long getOperationTimeout() {
    return settings.timeout();
  }

  @Override
  public long getOpQueueMaxBlockTime() {
    return QUEUE_MILLIS;
  }

  @Override
  public long getMaxReconnectDelay() {
    return RECONNECT_SECONDS;
  }

  @Override
  public int getTimeoutExceptionThreshold() {
    return TIMEOUTS_BEFORE_RECONNECT;
  }

  @Override
  public boolean useNagleAlgorithm() {
    return false;
  }

  @Override
  public boolean shouldOptimize() {
    return false;
  }

  @Override
  public boolean isDaemon() {
    return true;
  }

  /**
   * Returns how to log in: by a mechanism that the server offers (null), as the client's own choice
   * begins with some that many servers lack.
   */
  @Override
  public @Nullable AuthDescriptor getAuthDescriptor() {
    return settings.username().isEmpty()
        ? null
        : new AuthDescriptor(
            null, new PlainCallbackHandler(settings.username(), settings.password()));
  }
}
