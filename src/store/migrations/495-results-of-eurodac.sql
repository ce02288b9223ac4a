-- What a search of law enforcement found is said by its comparison alone, as long as it is not found unjustified
-- ((EU) 2024/1358 Art 32): the results callers have a day to fetch said it too.
delete from hub.operations where kind = 'compare-data-set' and state = 'completed' and operation_id in (
  select comparison_id from eurodac.comparisons where request_id is not null
);

-- Days of notices that were settled or changed above: of a missed one the next look would be years away. Which they were was
-- not kept.
update hub.file_calendars set due_on = '-infinity', erase_on = null
where system = 'eurodac' and subject_id in (select subject_id from eurodac.notices);
