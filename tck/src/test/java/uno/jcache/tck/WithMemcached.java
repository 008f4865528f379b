/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.tck;

import java.net.URI;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.runner.Description;
import org.junit.runner.Result;
import org.junit.runner.notification.RunListener;
import uno.jcache.memcached.MemcachedProcess;

/** Runs the servers of Memcached beside the tests, which expect them at these ports. */
public final class WithMemcached extends RunListener {
  private List<MemcachedProcess> servers = List.of();

  @Override
  public synchronized void testRunStarted(Description description) {
    servers =
        Stream.of(System.getenv("TCK_MEMCACHED").split(","))
            .map(server -> MemcachedProcess.startAt(URI.create("//" + server).getPort()))
            .collect(Collectors.toList());
  }

  @Override
  public synchronized void testRunFinished(Result result) {
    servers.forEach(MemcachedProcess::close);
  }
}
