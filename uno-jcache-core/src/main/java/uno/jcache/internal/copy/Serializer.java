/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.internal.copy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.NotSerializableException;
import java.io.ObjectInputStream;
import java.io.ObjectOutputStream;
import java.io.ObjectStreamClass;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.Proxy;
import javax.cache.CacheException;

/**
 * Java serialization within one JVM. The bytes never leave the process, so the reader admits any
 * class: it only ever reads what the writer wrote.
 */
final class Serializer {
  private final String cacheName;
  private final ClassLoader loader;

  Serializer(String cacheName, ClassLoader loader) {
    this.cacheName = cacheName;
    this.loader = loader;
  }

  byte[] toBytes(Object object) {
    var bytes = new ByteArrayOutputStream(256);
    try (var out = new ObjectOutputStream(bytes)) {
      out.writeObject(object);
    } catch (NotSerializableException e) {
      throw new CacheException(
          "Cache '"
              + cacheName
              + "' stores by value, and "
              + e.getMessage()
              + " is not serializable. Make it Serializable, give the configuration a copier, or"
              + " store by reference: setStoreByValue(false).",
          e);
    } catch (IOException | RuntimeException e) {
      throw failure("write", object.getClass().getName(), e);
    }
    return bytes.toByteArray();
  }

  Object fromBytes(byte[] bytes) {
    try (var in = new LoaderObjectInputStream(new ByteArrayInputStream(bytes), loader)) {
      return in.readObject();
    } catch (IOException | ClassNotFoundException | RuntimeException e) {
      throw failure("read", "a stored object", e);
    }
  }

  private CacheException failure(String verb, String what, Exception cause) {
    return new CacheException(
        "Cache '" + cacheName + "' stores by value and could not " + verb + " " + what, cause);
  }

  /** Finds classes by the manager's class loader, then by the thread's. */
  private static final class LoaderObjectInputStream extends ObjectInputStream {
    private final ClassLoader loader;

    LoaderObjectInputStream(InputStream in, ClassLoader loader) throws IOException {
      super(in);
      this.loader = loader;
    }

    @Override
    protected Class<?> resolveProxyClass(String[] interfaceNames)
        throws IOException, ClassNotFoundException {
      Class<?>[] interfaces = new Class<?>[interfaceNames.length];
      for (int i = 0; i < interfaces.length; i++) {
        interfaces[i] = classFor(interfaceNames[i]);
      }
      InvocationHandler none = (proxy, method, arguments) -> null; // only its class is wanted
      return Proxy.newProxyInstance(loader, interfaces, none).getClass();
    }

    private Class<?> classFor(String name) throws ClassNotFoundException {
      try {
        return Class.forName(name, false, loader);
      } catch (ClassNotFoundException e) {
        return Class.forName(name, false, Thread.currentThread().getContextClassLoader());
      }
    }

    @Override
    protected Class<?> resolveClass(ObjectStreamClass description)
        throws IOException, ClassNotFoundException {
      try {
        return classFor(description.getName());
      } catch (ClassNotFoundException e) {
        return super.resolveClass(description); // knows the names of primitive types
      }
    }
  }
}
