"""A filed scorecard may be set aside, and a consensus round that the operator has ended stays as it is."""

from django.db import migrations

DEMAND_MOVE = """
CREATE OR REPLACE FUNCTION reviews_demand_move() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR (NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        %s('asked', 'accepted'), ('asked', 'declined'), ('asked', 'replaced'),
        ('accepted', 'filed'), ('accepted', 'declined'), ('accepted', 'replaced')
    )) THEN
        RAISE EXCEPTION 'An assignment that is %% is not made to move so: %% is refused.', OLD.state, TG_OP
            USING ERRCODE = 'integrity_constraint_violation';
    END IF;
    RETURN NEW;
END $$;
"""

KEEP_ROUND = """
CREATE OR REPLACE FUNCTION reviews_keep_agreed() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.agreed_at IS NOT NULL%s THEN
        RAISE EXCEPTION 'A consensus round stays, and as it was once it is over: %% is refused.', TG_OP
            USING ERRCODE = 'restrict_violation';
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [("reviews", "0003_scorecards_set_aside_and_ended_rounds")]

    operations = [
        migrations.RunSQL(DEMAND_MOVE % "('filed', 'set_aside'), ", DEMAND_MOVE % ""),
        migrations.RunSQL(KEEP_ROUND % " OR OLD.ended_at IS NOT NULL", KEEP_ROUND % ""),
    ]
