"""What the database itself promises, whoever writes: see the room's models."""

from django.db import migrations

SQLITE = [
    """
    CREATE TRIGGER ai_no_service_on_insert BEFORE INSERT ON ai_usecase
    WHEN NEW.stage = 'in-service'
    BEGIN SELECT RAISE(ABORT, 'ai: a use case does not begin in service'); END
    """,
    """
    CREATE TRIGGER ai_no_service_while_blocked BEFORE UPDATE OF stage, purpose ON ai_usecase
    WHEN NEW.stage = 'in-service' AND EXISTS (
      SELECT 1 FROM ai_condition WHERE use_case_id = NEW.id AND blocking AND met_at IS NULL)
    BEGIN SELECT RAISE(ABORT, 'ai: a blocking condition is open'); END
    """,
    """
    CREATE TRIGGER ai_no_service_without_two BEFORE UPDATE OF stage, purpose ON ai_usecase
    WHEN NEW.stage = 'in-service' AND (
      SELECT COUNT(DISTINCT person) FROM ai_verdict
      WHERE use_case_id = NEW.id AND purpose = NEW.purpose AND approves AND NOT conflict) < 2
    BEGIN SELECT RAISE(ABORT, 'ai: two people must approve'); END
    """,
    """
    CREATE TRIGGER ai_no_block_in_service_new BEFORE INSERT ON ai_condition
    WHEN NEW.blocking AND NEW.met_at IS NULL AND EXISTS (
      SELECT 1 FROM ai_usecase WHERE id = NEW.use_case_id AND stage = 'in-service')
    BEGIN SELECT RAISE(ABORT, 'ai: suspend the system first'); END
    """,
    """
    CREATE TRIGGER ai_no_block_in_service_changed BEFORE UPDATE ON ai_condition
    WHEN NEW.blocking AND NEW.met_at IS NULL AND EXISTS (
      SELECT 1 FROM ai_usecase WHERE id = NEW.use_case_id AND stage = 'in-service')
    BEGIN SELECT RAISE(ABORT, 'ai: suspend the system first'); END
    """,
    """
    CREATE TRIGGER ai_verdict_stays BEFORE UPDATE ON ai_verdict
    BEGIN SELECT RAISE(ABORT, 'ai: a verdict is not changed'); END
    """,
    """
    CREATE TRIGGER ai_verdict_is_kept BEFORE DELETE ON ai_verdict
    BEGIN SELECT RAISE(ABORT, 'ai: a verdict is not deleted'); END
    """,
]
SQLITE_BACK = [
    f"DROP TRIGGER {name}"
    for name in (
        "ai_no_service_on_insert", "ai_no_service_while_blocked", "ai_no_service_without_two",
        "ai_no_block_in_service_new", "ai_no_block_in_service_changed", "ai_verdict_stays", "ai_verdict_is_kept",
    )
]  # fmt: skip
POSTGRESQL = [
    """
    CREATE FUNCTION ai_guard_use_case() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN
      IF NEW.stage = 'in-service' THEN
        IF TG_OP = 'INSERT' THEN
          RAISE EXCEPTION 'ai: a use case does not begin in service' USING ERRCODE = 'check_violation';
        END IF;
        IF EXISTS (SELECT 1 FROM ai_condition WHERE use_case_id = NEW.id AND blocking AND met_at IS NULL) THEN
          RAISE EXCEPTION 'ai: a blocking condition is open' USING ERRCODE = 'check_violation';
        END IF;
        IF (SELECT COUNT(DISTINCT person) FROM ai_verdict
            WHERE use_case_id = NEW.id AND purpose = NEW.purpose AND approves AND NOT conflict) < 2 THEN
          RAISE EXCEPTION 'ai: two people must approve' USING ERRCODE = 'check_violation';
        END IF;
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER ai_guard_use_case BEFORE INSERT OR UPDATE ON ai_usecase
    FOR EACH ROW EXECUTE FUNCTION ai_guard_use_case()
    """,
    # The use case's row is locked, so that a condition and the step to service never pass each other.
    """
    CREATE FUNCTION ai_guard_condition() RETURNS trigger LANGUAGE plpgsql AS $$
    DECLARE held text;
    BEGIN
      IF NEW.blocking AND NEW.met_at IS NULL THEN
        SELECT stage INTO held FROM ai_usecase WHERE id = NEW.use_case_id FOR UPDATE;
        IF held = 'in-service' THEN
          RAISE EXCEPTION 'ai: suspend the system first' USING ERRCODE = 'check_violation';
        END IF;
      END IF;
      RETURN NEW;
    END $$
    """,
    """
    CREATE TRIGGER ai_guard_condition BEFORE INSERT OR UPDATE ON ai_condition
    FOR EACH ROW EXECUTE FUNCTION ai_guard_condition()
    """,
    """
    CREATE FUNCTION ai_guard_verdict() RETURNS trigger LANGUAGE plpgsql AS $$
    BEGIN RAISE EXCEPTION 'ai: a verdict is not changed or deleted' USING ERRCODE = 'check_violation'; END $$
    """,
    """
    CREATE TRIGGER ai_guard_verdict BEFORE UPDATE OR DELETE ON ai_verdict
    FOR EACH ROW EXECUTE FUNCTION ai_guard_verdict()
    """,
]
POSTGRESQL_BACK = [
    "DROP TRIGGER ai_guard_verdict ON ai_verdict",
    "DROP TRIGGER ai_guard_condition ON ai_condition",
    "DROP TRIGGER ai_guard_use_case ON ai_usecase",
    "DROP FUNCTION ai_guard_verdict()",
    "DROP FUNCTION ai_guard_condition()",
    "DROP FUNCTION ai_guard_use_case()",
]


def promise(apps, schema_editor):
    for sql in POSTGRESQL if schema_editor.connection.vendor == "postgresql" else SQLITE:
        schema_editor.execute(sql)


def take_back(apps, schema_editor):
    for sql in POSTGRESQL_BACK if schema_editor.connection.vendor == "postgresql" else SQLITE_BACK:
        schema_editor.execute(sql)


class Migration(migrations.Migration):
    dependencies = [("ai", "0001_initial")]
    operations = [migrations.RunPython(promise, take_back)]
