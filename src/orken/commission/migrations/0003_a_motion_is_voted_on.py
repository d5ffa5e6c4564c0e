"""A body decides appeals: what is put to the vote is chosen before voting begins, and stays."""

from django.db import migrations, models

BEFORE = """
CREATE OR REPLACE FUNCTION commission_move_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state IN ('decided', 'postponed', 'taken_off') THEN
        PERFORM commission_refuse('What is settled on an agenda stays as it is:', TG_OP || ' is refused.');
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('listed', 'voting'), ('listed', 'postponed'), ('listed', 'taken_off'),
        ('voting', 'counted'), ('voting', 'postponed'), ('voting', 'taken_off'),
        ('counted', 'decided'), ('counted', 'taken_off')
    ) THEN
        PERFORM commission_refuse('An item cannot move', 'from ' || OLD.state || ' to ' || NEW.state || '.');
    END IF;
    IF OLD.state = 'counted' AND NEW.result <> OLD.result THEN
        PERFORM commission_refuse('Votes are counted once:', 'the result stays.');
    END IF;
    IF (OLD.session_id, OLD.case_id, OLD.reference) <> (NEW.session_id, NEW.case_id, NEW.reference) THEN
        PERFORM commission_refuse('An item stays with its session and its case:', 'UPDATE is refused.');
    END IF;
    RETURN NEW;
END $$;
"""
STAYS = """
CREATE OR REPLACE FUNCTION commission_move_item() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' OR OLD.state IN ('decided', 'postponed', 'taken_off') THEN
        PERFORM commission_refuse('What is settled on an agenda stays as it is:', TG_OP || ' is refused.');
    END IF;
    IF NEW.state <> OLD.state AND (OLD.state, NEW.state) NOT IN (
        ('listed', 'voting'), ('listed', 'postponed'), ('listed', 'taken_off'),
        ('voting', 'counted'), ('voting', 'postponed'), ('voting', 'taken_off'),
        ('counted', 'decided'), ('counted', 'taken_off')
    ) THEN
        PERFORM commission_refuse('An item cannot move', 'from ' || OLD.state || ' to ' || NEW.state || '.');
    END IF;
    IF OLD.state = 'counted' AND NEW.result <> OLD.result THEN
        PERFORM commission_refuse('Votes are counted once:', 'the result stays.');
    END IF;
    IF (OLD.session_id, OLD.case_id, OLD.reference) <> (NEW.session_id, NEW.case_id, NEW.reference) THEN
        PERFORM commission_refuse('An item stays with its session and its case:', 'UPDATE is refused.');
    END IF;
    IF OLD.state <> 'listed' AND (OLD.motion, OLD.motion_reason) <> (NEW.motion, NEW.motion_reason) THEN
        PERFORM commission_refuse('What is voted on is chosen before voting begins:', 'the motion stays.');
    END IF;
    RETURN NEW;
END $$;
"""


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0012_a_decision_may_replace_another"),
        ("commission", "0002_what_was_voted_stays"),
    ]

    operations = [
        migrations.AddField(
            model_name="item",
            name="motion",
            field=models.CharField(
                blank=True,
                choices=[("changed", "to change the decision"), ("sent_back", "to decide anew")],
                db_default="",
                max_length=20,
            ),
        ),
        migrations.AddField(
            model_name="item",
            name="motion_reason",
            field=models.CharField(blank=True, db_default="", max_length=80),
        ),
        migrations.AddConstraint(
            model_name="item",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("motion", ""), ("motion_reason", "")),
                    models.Q(("motion__in", ["changed", "sent_back"]), models.Q(("motion_reason", ""), _negated=True)),
                    _connector="OR",
                ),
                name="motion_with_its_reason",
            ),
        ),
        migrations.RunSQL(STAYS, BEFORE),
    ]
