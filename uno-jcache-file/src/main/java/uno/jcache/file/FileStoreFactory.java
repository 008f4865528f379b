/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.ByteStore;
import uno.jcache.spi.StoreContext;
import uno.jcache.spi.StoreException;
import uno.jcache.spi.StoreFactory;

/** Creates the stores of one provider, whose files are in one directory. */
final class FileStoreFactory implements StoreFactory {
  private final String provider;
  private final FileSettings settings;
  private final FileResources resources;
  private final Set<FileByteStore> open = ConcurrentHashMap.newKeySet();

  FileStoreFactory(String provider, FileSettings settings, PlainFile.Opener opener) {
    this.provider = provider;
    this.settings = settings;
    this.resources = new FileResources(provider, settings, opener);
  }

  @Override
  public ByteStore create(StoreContext context) {
    FileByteStore store = new FileByteStore(context, resources, open::remove);
    open.add(store);
    return store;
  }

  @Override
  public Map<String, Object> check() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put(FileSettings.DIR.name(), settings.dir().toString());
    writeAndRead();
    long free = resources.space().free();
    details.put("free", free);
    if (free < settings.reserve()) {
      throw unhealthy(
          "has " + free + " free bytes, fewer than '" + FileSettings.RESERVE.name() + "'", null);
    }
    for (FileByteStore store : open) {
      Map<String, Object> ofRegion = store.details();
      if (!store.status().isInService()) {
        throw unhealthy(
            "is not fully in service: cache '" + store.region() + "' is " + ofRegion.get("state"),
            null);
      }
      details.put(store.region(), ofRegion);
    }
    return details;
  }

  private void writeAndRead() {
    try {
      Path probe =
          Files.createTempFile(settings.dir(), "probe", ".tmp"); // readable by its owner only
      try {
        byte[] written = {1, 2, 3};
        Files.write(probe, written);
        if (!Arrays.equals(Files.readAllBytes(probe), written)) {
          throw unhealthy("returned other bytes than were written", null);
        }
      } finally {
        Files.delete(probe);
      }
    } catch (IOException e) {
      if (!Files.isDirectory(settings.dir())) {
        throw unhealthy("is missing: it was removed, or its disk is not mounted", e);
      }
      throw unhealthy("cannot be written and read: " + e, e);
    }
  }

  private StoreException unhealthy(String what, @Nullable Exception cause) {
    String message = "Provider '" + provider + "': " + settings.dir() + " " + what;
    return (cause == null) ? new StoreException(message) : new StoreException(message, cause);
  }
}
