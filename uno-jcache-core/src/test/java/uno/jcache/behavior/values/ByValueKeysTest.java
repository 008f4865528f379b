/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.behavior.values;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.Serializable;
import java.lang.reflect.Proxy;
import java.net.URL;
import java.net.URLClassLoader;
import javax.cache.event.CacheEntryEvent;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import uno.jcache.UnoCache;
import uno.jcache.UnoCacheManager;
import uno.jcache.behavior.Caches;
import uno.jcache.behavior.Events;

/** A cache that stores by value shares no key with the application, and knows its classes. */
class ByValueKeysTest {
  @RegisterExtension final Caches caches = new Caches();

  static final class MutableKey implements Serializable {
    private static final long serialVersionUID = 1L;
    String name;

    MutableKey(String name) {
      this.name = name;
    }

    @Override
    public boolean equals(Object o) {
      return o instanceof MutableKey other && name.equals(other.name);
    }

    @Override
    public int hashCode() {
      return name.hashCode();
    }

    @Override
    public String toString() {
      return name;
    }
  }

  @Test
  void byValueAKeyThatAnIteratorReturnsIsACopy() {
    UnoCache<MutableKey, String> cache = caches.create(Caches.byValue());
    cache.put(new MutableKey("k"), "v");
    cache.iterator().next().getKey().name = "changed";
    assertThat(cache.get(new MutableKey("k"))).isEqualTo("v");
  }

  @Test
  void byValueAKeyThatAProcessorSeesIsACopy() {
    UnoCache<MutableKey, String> cache = caches.create(Caches.byValue());
    cache.invoke(
        new MutableKey("k"),
        (entry, arguments) -> {
          entry.getKey().name = "changed";
          entry.setValue("v");
          return null;
        });
    assertThat(cache.get(new MutableKey("k"))).isEqualTo("v");
  }

  @Test
  void byValueAKeyThatAListenerSeesIsACopy() {
    UnoCache<MutableKey, String> cache =
        caches.create(
            Caches.<MutableKey, String>byValue()
                .addCacheEntryListenerConfiguration(
                    Events.sync(
                        new Events<MutableKey, String>() {
                          @Override
                          public void on(
                              CacheEntryEvent<? extends MutableKey, ? extends String> event) {
                            event.getKey().name = "changed";
                          }
                        })));
    cache.put(new MutableKey("k"), "v");
    assertThat(cache.get(new MutableKey("k"))).isEqualTo("v");
  }

  /** Implemented by proxies. */
  public interface Named extends Serializable {}

  @Test
  void byValueADynamicProxyOfTheApplicationsInterfaceIsFound() throws Exception {
    URL[] urls = {Named.class.getProtectionDomain().getCodeSource().getLocation()};
    try (var loader =
        new URLClassLoader(urls, ByValueKeysTest.class.getClassLoader()) {
          @Override
          protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            if (name.startsWith("uno.jcache.behavior.values.ByValueKeysTest")) {
              Class<?> c = findLoadedClass(name);
              return (c == null) ? findClass(name) : c;
            }
            return super.loadClass(name, resolve);
          }
        }) {
      Class<?> type = loader.loadClass("uno.jcache.behavior.values.ByValueKeysTest$Named");
      Class<?> handler = loader.loadClass("uno.jcache.behavior.values.ByValueKeysTest$Handler");
      var constructor = handler.getDeclaredConstructor();
      constructor.setAccessible(true);
      Object proxy =
          Proxy.newProxyInstance(
              loader,
              new Class<?>[] {type},
              (java.lang.reflect.InvocationHandler) constructor.newInstance());
      UnoCacheManager manager = caches.provider().getCacheManager(null, loader);
      UnoCache<String, Object> cache = manager.createCache("c", Caches.byValue());
      cache.put("k", proxy);
      assertThat(type.isInstance(cache.get("k"))).isTrue();
    }
  }

  static final class Handler implements java.lang.reflect.InvocationHandler, Serializable {
    private static final long serialVersionUID = 1L;

    @Override
    public @Nullable Object invoke(Object proxy, java.lang.reflect.Method method, Object[] args) {
      return null;
    }
  }
}
