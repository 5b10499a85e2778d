package io.domainflow.web.generation;

import jakarta.servlet.Filter;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.ServletRequest;
import jakarta.servlet.ServletResponse;
import jakarta.servlet.annotation.WebFilter;
import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.lang.System.Logger;
import java.lang.System.Logger.Level;
import java.util.List;

/**
 * Reaches the TCP connection below a request. Neither Servlet nor JAX-RS can end an answer of
 * unknown length other than as a whole one (seen on Payara Micro 6.2025.10: an exception while
 * streaming still sends the last chunk, and curl reports success). Payara's own classes can; they
 * are called by name, so that nothing is compiled against them.
 */
@WebFilter("/api/v1/campaigns/*")
public class ServerConnection implements Filter {

  private static final Logger LOG = System.getLogger(ServerConnection.class.getName());

  private static final String ORIGINAL = ServerConnection.class.getName() + ".original";

  /** From Payara's request over Catalina's and Grizzly's to the connection, and down with it. */
  private static final List<String> PATH =
      List.of(
          "getUnwrappedCoyoteRequest",
          "getCoyoteRequest",
          "getContext",
          "getConnection",
          "terminateSilently");

  /** Keeps the container's own request, which JAX-RS hands out only behind a proxy. */
  @Override
  public void doFilter(ServletRequest request, ServletResponse response, FilterChain chain)
      throws IOException, ServletException {
    request.setAttribute(ORIGINAL, request);
    chain.doFilter(request, response);
  }

  /** What cuts the connection of {@code request}; to be run on the thread of the request. */
  static Runnable of(HttpServletRequest request) {
    return () -> cut(request.getAttribute(ORIGINAL));
  }

  private static void cut(Object original) {
    Object target = original;
    try {
      for (String method : PATH) {
        target = target.getClass().getMethod(method).invoke(target);
      }
    } catch (ReflectiveOperationException otherServer) {
      LOG.log(Level.ERROR, "A broken answer could not be cut off and looks whole", otherServer);
    }
  }
}
