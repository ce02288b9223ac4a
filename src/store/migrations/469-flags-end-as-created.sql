-- A flag set again had got the last day of the new flag and the first day of the old: it ends 25 or 15 years after the first.
update ecris_tcn.flags set last_day = least(last_day, (created_on + case kind when 'terrorism' then interval '25 years' else interval '15 years' end)::date)
where last_day > (created_on + case kind when 'terrorism' then interval '25 years' else interval '15 years' end)::date;
