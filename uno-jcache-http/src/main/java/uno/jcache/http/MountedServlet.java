/* Copyright the Uno JCache authors. SPDX-License-Identifier: Apache-2.0 */
package uno.jcache.http;

import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpServlet;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletRequestWrapper;
import jakarta.servlet.http.HttpServletResponse;
import java.io.IOException;

/** The API below the path of a servlet in another server: takes that path from the requests. */
final class MountedServlet extends HttpServlet {
  private static final long serialVersionUID = 1L;

  private final transient HttpServlet api;
  private final transient KeyPages pages;

  MountedServlet(HttpServlet api, KeyPages pages) {
    this.api = api;
    this.pages = pages;
  }

  @Override
  protected void service(HttpServletRequest request, HttpServletResponse response)
      throws ServletException, IOException {
    String mount = request.getContextPath() + request.getServletPath();
    if (request.getRequestURI().equals(mount)) {
      response.sendRedirect(mount + "/"); // the console's files are beside it
    } else {
      api.service(new Below(request, mount), response);
    }
  }

  @Override
  public void destroy() {
    pages.close();
  }

  private static final class Below extends HttpServletRequestWrapper {
    private final String path;

    Below(HttpServletRequest request, String mount) {
      super(request);
      this.path = request.getRequestURI().substring(mount.length());
    }

    @Override
    public String getRequestURI() {
      return path;
    }

    @Override
    public String getContextPath() {
      return "";
    }

    @Override
    public String getServletPath() {
      return "";
    }
  }
}
