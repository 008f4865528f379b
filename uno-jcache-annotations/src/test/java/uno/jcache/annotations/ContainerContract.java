/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.annotations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import javax.cache.annotation.CacheDefaults;
import javax.cache.annotation.CacheKeyGenerator;
import javax.cache.annotation.CacheKeyInvocationContext;
import javax.cache.annotation.CacheRemove;
import javax.cache.annotation.CacheResult;
import javax.cache.annotation.GeneratedCacheKey;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.UnoCachingProvider;

/** What applications do with annotated beans in a container. */
abstract class ContainerContract {
  private final UnoCachingProvider provider = new UnoCachingProvider();
  protected final UnoCacheManager manager =
      provider.getCacheManager(URI.create("containers"), getClass().getClassLoader());
  private final UnoCache<Object, Object> region = region();

  private UnoCache<Object, Object> region() {
    var unused = manager.regions().create("users", Map.of("max-size", 1000));
    return manager.regions().cache("users");
  }

  @AfterEach
  void close() {
    stop();
    provider.close();
  }

  /** Starts the container with beans of these classes, and a bean that is the manager. */
  abstract <T> T start(Class<T> wanted, Class<?>... others);

  abstract void stop();

  /** What the beans extend. */
  public static class BaseUsers {
    protected final List<String> calls = new ArrayList<>();

    @CacheRemove
    public void remove(String name) {
      calls.add("remove " + name);
    }
  }

  /** A bean. */
  @CacheDefaults(cacheName = "users")
  public static class Users extends BaseUsers {
    /** Returns what has been called. */
    public List<String> calls() {
      return calls;
    }

    /** Finds a name. */
    @Cached(key = "user:{id}", ttl = "1m")
    public String find(long id) throws IOException {
      calls.add("find " + id);
      if (id < 0) {
        throw new IOException("on purpose");
      }
      return "name of " + id;
    }

    /** Finds a name later. */
    @Cached(keyPrefix = "later")
    public CompletableFuture<String> later(long id) {
      calls.add("later " + id);
      return CompletableFuture.completedFuture("later " + id);
    }

    /** Changes a name. */
    @InvalidateCache(patterns = "*:{id}")
    public void update(long id) {
      calls.add("update " + id);
    }

    /** Finds something by a key of its own. */
    @CacheResult(cacheName = "standard", cacheKeyGenerator = UpperCase.class)
    public String standard(String name) {
      calls.add("standard " + name);
      return name;
    }
  }

  /** A dependency of the key generator. */
  public static class Case {
    String of(String name) {
      return name.toUpperCase(java.util.Locale.ROOT);
    }
  }

  /** A key generator. */
  public static class UpperCase implements CacheKeyGenerator {
    @Override
    public GeneratedCacheKey generateCacheKey(CacheKeyInvocationContext<?> context) {
      assertThat(context.getTarget()).isInstanceOf(Users.class);
      assertThat(context.getCacheName()).isEqualTo("standard");
      assertThat(context.getMethod().getName()).isEqualTo("standard");
      return MethodKey.of(new Case().of((String) context.getKeyParameters()[0].getValue()));
    }
  }

  @Test
  void ourAnnotationsWork() throws IOException {
    Users users = start(Users.class);
    assertThat(users.find(7)).isEqualTo("name of 7");
    assertThat(users.find(7)).isEqualTo("name of 7");
    assertThat(users.later(7).join()).isEqualTo("later 7");
    assertThat(users.later(7).join()).isEqualTo("later 7");
    assertThat(users.calls()).containsExactly("find 7", "later 7");
    assertThat(region.keys()).containsExactlyInAnyOrder("user:7", "later:7");
    users.update(7);
    assertThat(region.keys()).isEmpty();
    assertThatThrownBy(() -> users.find(-1)).isInstanceOf(IOException.class);
  }

  @Test
  void theStandardsAnnotationsWork() {
    createStandardCache();
    Users users = start(Users.class);
    assertThat(users.standard("a")).isEqualTo("a");
    assertThat(users.standard("A")).isEqualTo("a");
    assertThat(users.calls()).containsExactly("standard a");
    region.put(MethodKey.of("x"), "v");
    users.remove("x");
    assertThat(users.calls()).containsExactly("standard a", "remove x");
  }

  /** Creates the cache, where the container does not. */
  void createStandardCache() {}

  /** A bean whose region does not exist. */
  public static class Lost {
    /** Finds something. */
    @Cached(region = "user")
    public String find(long id) {
      return "" + id;
    }
  }

  @Test
  void anUnknownRegionFailsTheStart() {
    assertThatThrownBy(() -> start(Lost.class))
        .hasStackTraceContaining(
            Lost.class.getName() + ".find(long): @Cached: there is no region 'user'");
  }
}
