/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.tck;

import java.net.URI;
import org.junit.runner.Description;
import org.junit.runner.Result;
import org.junit.runner.notification.RunListener;
import uno.jcache.redis.RedisProcess;

/** Runs a server of Redis beside the tests, where they look for it. */
public final class WithRedis extends RunListener {
  private RedisProcess redis;

  @Override
  public synchronized void testRunStarted(Description description) {
    redis = RedisProcess.startAt(URI.create(System.getenv("TCK_REDIS")).getPort());
  }

  @Override
  public synchronized void testRunFinished(Result result) {
    redis.close();
  }
}
