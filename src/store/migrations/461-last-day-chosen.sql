-- SIS: the last day of an alert as its state chooses it, when it extends the alert or ends it earlier.
alter table sis.alert_events
  add column until_day date,
  drop constraint alert_events_kind_check,
  add constraint alert_events_kind_check
    check (
      kind in (
        'flagged', 'flag-withdrawn', 'hidden', 'shown-again', 'extended', 'shortened', 'linked', 'unlinked',
        'left-territory', 'misused-identity', 'misused-identity-deleted'
      )
    );
