/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.tck;

import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.runner.Description;
import org.junit.runner.Result;
import org.junit.runner.notification.RunListener;
import uno.jcache.redis.RedisCluster;
import uno.jcache.redis.RedisProcess;
import uno.jcache.redis.RedisServers;

/** Runs a server of Redis beside the tests, where they look for it; or a cluster. */
public final class WithRedis extends RunListener {
  private RedisServers redis;

  @Override
  public synchronized void testRunStarted(Description description) {
    List<Integer> ports =
        Stream.of(System.getenv("TCK_REDIS").split(","))
            .map(url -> URI.create(url).getPort())
            .collect(Collectors.toList());
    redis = (ports.size() == 1) ? RedisProcess.startAt(ports.get(0)) : RedisCluster.startAt(ports);
  }

  @Override
  public synchronized void testRunFinished(Result result) {
    redis.close();
  }
}
