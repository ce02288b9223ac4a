-- What is overdue in any state is counted whenever metrics are read.
create index due_days_due on hub.due_days (due_on);
