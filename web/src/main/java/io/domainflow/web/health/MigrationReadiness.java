package io.domainflow.web.health;

import io.domainflow.database.SchemaMigration;
import jakarta.ejb.EJBException;
import jakarta.enterprise.context.ApplicationScoped;
import jakarta.inject.Inject;
import org.eclipse.microprofile.health.HealthCheck;
import org.eclipse.microprofile.health.HealthCheckResponse;
import org.eclipse.microprofile.health.HealthCheckResponseBuilder;
import org.eclipse.microprofile.health.Readiness;

/** Says whether the schema is up to date, and which version it has. */
@Readiness
@ApplicationScoped
public class MigrationReadiness implements HealthCheck {

  @Inject SchemaMigration migration;

  @Override
  public HealthCheckResponse call() {
    HealthCheckResponseBuilder check = HealthCheckResponse.named("migrations");
    try {
      return check.up().withData("version", migration.version()).build();
    } catch (EJBException notMigrated) {
      return check.down().build();
    }
  }
}
