import type { Client } from 'pg';
import type { Log } from '../platform/log.js';

/**
 * A dump brings numbers of transactions along, which mean nothing in the cluster it is restored into: where this one has
 * not come so far, no cursor would be past what was pruned, every change kept would stay unseen, and galleries would
 * load anew at every poll. Such numbers are of the future here, where nothing else can be. They are forgotten then, and the
 * gallery gets a new name, so that every cursor of before is refused and galleries load once.
 *
 * In one statement, which others may run at the same time: what is written meanwhile has numbers of this cluster.
 */
export async function adoptDatabase(client: Client, log: Log): Promise<void> {
  const { rowCount } = await client.query(ADOPT);
  if (rowCount !== 0) log.warn('the database was restored into another cluster: galleries load anew');
}

const OF_THE_FUTURE = '>= pg_snapshot_xmax(pg_current_snapshot())';

const ADOPT = `
  with restored as (
    select from hub.gallery_pruned
    where through_xid ${OF_THE_FUTURE}
      or exists (select from hub.gallery_changes where xid ${OF_THE_FUTURE})
  ), forgotten as (
    delete from hub.gallery_changes where exists (select from restored) returning change_id
  ), pruned as (
    update hub.gallery_pruned
    set through_xid = '0', through_change = greatest(through_change, (select max(change_id) from forgotten))
    where exists (select from restored)
  )
  update hub.gallery_layout set gallery_id = gen_random_uuid()
  where exists (select from restored)
  returning gallery_id`;
