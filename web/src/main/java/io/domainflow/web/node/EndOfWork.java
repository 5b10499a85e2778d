package io.domainflow.web.node;

import io.domainflow.execution.running.WorkDispatcher;
import jakarta.enterprise.context.Dependent;
import jakarta.inject.Inject;
import jakarta.servlet.ServletContextEvent;
import jakarta.servlet.ServletContextListener;
import jakarta.servlet.annotation.WebListener;

/**
 * Ends this node's work when the application begins to stop. Payara Micro closes the connections of
 * the pool, also those in use, before it destroys the beans; this it calls before that.
 */
@Dependent
@WebListener
public class EndOfWork implements ServletContextListener {

  @Inject WorkDispatcher work;

  @Override
  public void contextDestroyed(ServletContextEvent end) {
    work.drain();
  }
}
