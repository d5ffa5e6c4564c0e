"""The database lets a residency move only from state to state as the law of the house has it, and keeps its changes."""

from django.db import migrations

FORWARDS = """
CREATE FUNCTION residency_demand_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('awaiting_agreement', 'in_force'), ('awaiting_agreement', 'lapsed'),
        ('in_force', 'suspended'), ('in_force', 'revoked'), ('in_force', 'expired'),
        ('suspended', 'in_force'), ('suspended', 'revoked'), ('suspended', 'expired')
    ) THEN
        RAISE EXCEPTION 'A residency cannot move from % to %.', OLD.state, NEW.state
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER residency_moves BEFORE UPDATE ON residency_residency
    FOR EACH ROW EXECUTE FUNCTION residency_demand_move();

CREATE FUNCTION residency_refuse_change_of_settled() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.carried_out_at IS NOT NULL OR OLD.cancelled_at IS NOT NULL THEN
        RAISE EXCEPTION 'What was carried out or cancelled with a residency stays as it is: % is refused.', TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
CREATE TRIGGER settled_changes_stay BEFORE UPDATE OR DELETE ON residency_statuschange
    FOR EACH ROW EXECUTE FUNCTION residency_refuse_change_of_settled();
"""

BACKWARDS = """
DROP TRIGGER settled_changes_stay ON residency_statuschange;
DROP FUNCTION residency_refuse_change_of_settled;
DROP TRIGGER residency_moves ON residency_residency;
DROP FUNCTION residency_demand_move;
"""


class Migration(migrations.Migration):
    dependencies = [("residency", "0002_changes_of_residencies")]

    operations = [migrations.RunSQL(FORWARDS, BACKWARDS)]
