from django.db import migrations

REFUSE = """
create function refuse_change_of_record() returns trigger language plpgsql as $$
begin
    raise exception '% of % is refused: what was published or filed stays as it is', tg_op, tg_table_name
        using errcode = 'restrict_violation';
end $$;
"""

TRIGGER = """
create trigger {name} before update or delete on {table}
    for each row execute function refuse_change_of_record();
"""

TRIGGERS = {
    "procedure_versions_stay": "cases_procedureversion",
    "filings_stay": "cases_filing",
    "signatures_stay": "cases_signature",
    "decisions_stay": "cases_decision",
}


class Migration(migrations.Migration):
    dependencies = [("cases", "0001_cases")]

    operations = [
        migrations.RunSQL("create sequence case_numbers", "drop sequence case_numbers"),
        migrations.RunSQL(REFUSE, "drop function refuse_change_of_record()"),
        *(
            migrations.RunSQL(TRIGGER.format(name=name, table=table), f"drop trigger {name} on {table}")
            for name, table in TRIGGERS.items()
        ),
    ]
