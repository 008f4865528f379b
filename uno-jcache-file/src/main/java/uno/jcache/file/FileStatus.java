/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.file;

import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import uno.jcache.spi.StoreException;

/** Describes a region's file to operators. Safe for use by many threads. */
final class FileStatus {
  private final RegionFile file;
  private final DiskSpaceGuard space;
  private final long maximumBytes;

  FileStatus(RegionFile file, DiskSpaceGuard space, long maximumBytes) {
    this.file = file;
    this.space = space;
    this.maximumBytes = maximumBytes;
  }

  /** Returns metrics and the state, for monitoring. */
  Map<String, Object> details() {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("path", file.state().path().toString());
    Session session = file.sessionOrNull();
    if (session != null) {
      details.put("entries", session.entries().sizeAsLong());
      details.put("bytes", file.state().accounting().bytes());
      details.put("maximumBytes", maximumBytes);
      details.put("fileSize", session.file().size());
    }
    if (file.lastCommit() != null) {
      details.put("lastCommit", String.valueOf(file.lastCommit()));
    }
    details.put("corruptions", file.state().corruptions().get());
    details.put("state", state(session));
    return details;
  }

  private String state(@Nullable Session session) {
    StoreException failure = file.failure();
    if (file.isClosed()) {
      return "closed";
    } else if (session == null && failure != null) {
      return "out of service: " + failure.getMessage();
    } else if (session != null && file.isReplaced(session)) {
      return "not saved: " + file.state().path() + " was removed or replaced while it was open";
    } else if (session != null && file.isLate(session)) {
      return "late: no changes were written since " + file.lastCommit();
    }
    return space.isLow() ? "read-only: the disk is nearly full" : "in service";
  }

  /** Returns whether the region can be read and written, and changes are written in time. */
  boolean isInService() {
    Session session = file.sessionOrNull();
    return session != null && !space.isLow() && !file.isLate(session) && !file.isReplaced(session);
  }
}
