/**
 * Every queue, body, list, retry and wait of the hub has its limit here, with the reason. They are constants of the
 * program; what an operator may set stands in `main/variables.ts`.
 */
export const LIMITS = {
  // ---- HTTP
  /** Ten 1000-ppi fingers and a face as base64 fit three times; a 100 MB body is refused while it is read. */
  bodyBytesMax: 32 * 1024 * 1024,
  /** One image; a raw 1000-ppi four-finger slap (3.2 x 3.0 inches) has 9.6 MB, a raw 1000-ppi ten-print card does not belong here. */
  imageBytesMax: 12 * 1024 * 1024,
  /** Ten fingers, one unknown finger, one face, two palms. */
  samplesMax: 14,
  /** Palm prints of one file, which may all be left out: each part of a palm there is a name for, once. */
  palmPrintsOfFileMax: 24,
  /** Longest a caller may ask to wait for an answer (`Prefer: wait=n`). */
  waitSecondsMax: 60,
  /** What a caller waits who says nothing: a border crossing point prefers an answer to a location. */
  waitSecondsDefault: 10,
  /** A request that has not been read by then is a slow-loris or a dead line. */
  requestMsMax: 30_000,
  /** How often connections are looked at for requests that take longer: the error of that limit. */
  connectionsCheckMs: 2_000,
  /** Of the server of health and metrics of a role without the API: a line of its own, a token, and nothing else. */
  healthHeaderBytesMax: 8 * 1024,
  healthRequestMs: 5_000,
  /** Probes and scrapers that are connected at once. */
  healthConnectionsMax: 100,
  candidatesMax: 100,
  /** References extracted again between two looks at whether somebody waits. */
  templateRenewalBatch: 8,
  /** References one statement looks at for some that earlier models made: tens of milliseconds, and a small part of any gallery. */
  staleTemplatesPage: 10_000,
  /** Between two looks while somebody waits for extraction. */
  templateRenewalBusyMs: 1_000,
  /** Walks in which an image breaks an extractor that works, is too much for it, or cannot be opened, until it is given up: an hour. */
  templateRenewalTries: 6,
  /** A release changes models, not time: looked for again for what another release entered meanwhile. */
  templateRenewalPauseMs: 10 * 60_000,
  /** Member States, or categories of records, one search may be narrowed to: more than there are. */
  searchOriginsMax: 64,
  candidatesDefault: 10,

  // ---- images
  /** 4,096 x 4,096: a 1000-ppi four-finger slap (3.2 x 3.0 inches) fits; 20,000 x 20,000 is refused from its header. */
  imagePixelsMax: 4096 * 4096,
  /** A single finger at 250 ppi needs about 100 pixels to show ridges at all. */
  imageSidePxMin: 32,
  /** 8 x 8 inches at the 250 ppi fingerprints are worked on: larger than any card, and an end to what one sample costs. */
  fingerprintWorkingPixelsMax: 2000 * 2000,
  /** Decoding and extracting one sample; a healthy one takes about a tenth of a second. */
  extractionMsMax: 20_000,
  /** Samples waiting for one extraction worker before new ones are refused. */
  extractionBacklogMax: 256,
  /** Loading models and opening their sessions in one worker; half a second on a CPU, TensorRT builds engines for minutes. */
  extractionStartMsMax: 300_000,
  /** `npm run models -- pull`, one file of about 2 MB. */
  modelDownloadMsMax: 120_000,

  // ---- ANSI/NIST-ITL
  /** Field 1.003 counts at most 999 records after Type 1 (NIST SP 500-290e3, clause 8.1). */
  nistRecordsMax: 999,
  /** Fields of one transaction: a thousand records of a hundred; about 20 MB of index. */
  nistFieldsMax: 100_000,
  /** Subfields and items of one transaction: ten fingers of 255 minutiae with ridge counts have 25,000. */
  nistItemsMax: 500_000,
  /** Findings of one transaction: more than anybody reads, and a bound for what a hostile one makes us say. */
  nistFindingsMax: 1_000,

  // ---- ISO/IEC 19794
  /** Images or views of one record: ten fingers of sixteen views each, three times over; counts go up to 65,535. */
  isoRepresentationsMax: 512,

  // ---- CBEFF
  /** A BIR lies in a BIR, and its facts three levels below; each level is a call on the stack. */
  xmlDepthMax: 16,
  /** About 25 elements a sample. */
  xmlElementsMax: 5_000,
  /** Ten fingers, two irises, a face and exception photographs, twice over. */
  birsMax: 64,

  // ---- files of the field's formats
  /** Reading one file to its samples; cutting the fingers of three 1000-ppi slaps takes about two seconds. */
  captureMsMax: 15_000,
  /** Files waiting for a thread before new ones are refused: each is held in memory, 32 MiB at most. */
  captureBacklogMax: 16,
  /** Heap of a thread: an index of 100,000 fields takes about 20 MB. Buffers are outside of it. */
  captureHeapMbMax: 256,
  /** Growth of the whole process while one file is read: four files of the largest body, their images and copies. */
  captureProcessGrowthBytesMax: 1024 * 1024 * 1024,
  captureMemoryCheckMs: 50,
  /** Departures from the standard, and records left out, that are told of one file; more say nothing new. */
  captureFindingsMax: 50,

  // ---- gallery
  /** Rows of a mutable tail before it is sealed: a search looks at them in less than a millisecond. */
  tailRowsMax: 8192,
  /**
   * The same for all tails together while everything is being read: 256 MiB. Until then a tail grows to a whole segment,
   * as small ones, joined later, leave half as much memory behind as the rows take (measured with a million).
   */
  loadTailsRowsMax: 1_048_576,
  /** Smaller partitions stay in the tail after loading: a call of a session costs as much as 200 rows in a loop. */
  sealRowsMin: 256,
  /**
   * Rows of one segment, which is two blocks: twice as many are searched no faster, and searches wait half as long while
   * its session is opened.
   */
  segmentRowsMax: 131_072,
  /** First and longest wait before a gallery that could not be loaded is loaded again. */
  galleryReloadMs: 500,
  galleryReloadMsMax: 30_000,
  /** Longest a search or a compaction waits for a gallery that is loading; leaves it 10 of the 30 s of `searchMsMax`. */
  galleryWaitMs: 20_000,
  /** An idle matcher among several must take erasures too, and must not fall further behind the feed than it keeps. */
  galleryUpkeepMs: 30_000,
  /** A gallery that closes writes what is not in its files yet; what it does not get done is asked for at the next start. */
  galleryCloseMs: 10_000,
  /** Asking whether the process that made a folder's lock still lives; it is on this machine. */
  folderLockMs: 2_000,
  /**
   * Rows of one block of a sealed graph. The products of one block with `batchViewsMax` views are 16 MiB: glibc takes
   * what is 32 MiB or more from the system anew each time, and clearing these pages takes longer than the products.
   * Measured with a million rows on two cores, 64 views at once: 1.05 G comparisons a second, with blocks of 131,072 rows
   * 0.53 G; one view alone is as fast with either.
   */
  blockRowsMax: 65_536,
  /** Longest a probe waits for others to share a run. */
  batchWaitMs: 2,
  /** The same for probes of the class `bulk`: runs of 16 and more views cost a tenth of single ones. */
  bulkWaitMs: 50,
  batchViewsMax: 64,
  /** Best cosines of everybody, for searches with several probes at once: 64 M persons and probes. */
  personScoresBytesMax: 256 * 1024 * 1024,
  searchMsMax: 30_000,
  /** Candidates of an answer of the search thread that are read at once: some 5 ms of the event loop. */
  candidatesOfPart: 1_000,
  /** Persons of a long list that the search thread ranks before a search that somebody waits for may go between: some 15 ms. */
  rankedPersonsOfTurn: 400,

  // ---- second stage of the comparison of fingers
  /** Minutiae of one finger that are kept and compared: a rolled thumb has about so many sure ones. */
  minutiaeMax: 70,
  /** A template of 70 minutiae and the ridges of 61 x 61 mm; a plain finger takes about 3.7 kB. */
  minutiaeBytesMax: 45 * 1024,
  /** Persons of one search that are compared again: behind the first 200 of a million a mate is rarer than a bad sample. */
  secondStagePersonsMax: 200,
  /** Pairs of fingers of one search that are compared again: a tenth of a second on one core. */
  secondStagePairsMax: 400,
  /** References of a finger that are compared again beside the one the first stage likes best (docs/matching.md has what it brings). */
  secondStageFurtherReferencesMax: 3,
  /** Fingers by which the first stage is weak: of 100,000 it puts 14 % of mates behind the first 200 by one, 1.4 % by two, none by three. */
  secondStageWeakFingersMax: 2,
  /**
   * Pairs of fingers of one bulk search by so few: 20,000 persons by one finger, 10,000 by two; five seconds of one core,
   * 0.26 ms a pair with decrypting and describing.
   */
  secondStageBulkPairsMax: 20_000,
  /**
   * Pairs whose minutiae are read at once, 1.5 MB; while they are compared the next ones are read. As many as an interactive
   * search has, which so reads once. Decrypting them holds the event loop up for some 10 ms.
   */
  secondStageSlicePairs: 400,
  /**
   * Bulk searches so far down at once in one process, from the first stage on: each holds up to 30 MB of candidates, and eight on two
   * cores are within their time. The others wait.
   */
  deepSearchesMax: 8,
  /** Persons of a search of mirror images that are compared by minutiae: it warns of a device, and the next finger warns again. */
  mirroredPersonsMax: 20,
  /** Longest a search waits for its second stage; what is not compared by then is decided by the first, and says so. */
  secondStageMs: 2_000,
  /** The same for bulk, whose pairs wait behind everybody else's: six times what they take on one core. */
  secondStageBulkMs: 30_000,
  /**
   * The same where an answer that left somebody out is made again from its beginning, which on a busy machine would be left out as
   * well: a hundred times what they take on one core. Only a matcher that gives them less than a hundredth of a core is late.
   */
  secondStageWholeMs: 10 * 60_000,
  /** The same for a 1:1 comparison and for the pairs of a link: ten fingers of ten encounters take 50 ms. */
  verificationMinutiaeMs: 5_000,
  /** How long a search that needs the whole gallery keeps its place of a worker while others like it keep half of them: 30 s in each stage. */
  wholeSearchPlaceMs: 60_000,
  /** For how long it is left alone where they take longer: ten thousand of them are 333 short attempts a second. */
  wholeSearchPostponedMs: 30_000,
  /** Pairs compared in one go of a thread: about 15 ms, after which others take their turn. */
  minutiaePairsOfPart: 32,
  /** Pairs of a class that wait for a thread before new ones are refused: a slice each of 64 searches at once. */
  minutiaePairsWaitingMax: 64 * 400,

  // ---- shards of the gallery
  /** A hundred million references in parts of half a million; each part is a thread and a round trip per search. */
  galleryShardsMax: 256,
  /** Matchers of one shard: two survive a machine, three a machine while another is serviced. */
  galleryCopiesMax: 8,
  /** How often a matcher says that it is alive, looks who else is, and takes or gives shards. */
  matcherHeartbeatMs: 1_000,
  /**
   * A matcher not seen for so long is gone: its shards go to others, and neither searches nor erasures wait for it. Seven
   * heartbeats, so that a slow one is not taken for dead; and a search it leaves behind still ends within the default wait.
   */
  matcherGoneMs: 7_000,
  /** Longest a matcher that is told to stop serves on until others have its shards; leaves time to end within 50 s. */
  matcherDrainMs: 30_000,
  /** After so long its row goes too: nobody asks any more whether it had been there. */
  matcherForgottenMs: 60 * 60 * 1000,
  /** From the first shard's answer, for shards nobody holds: a caller who waits the default 10 s gets the answer without. */
  shardAnswerMs: 5_000,
  /**
   * The same where matchers that hold the shard are alive and ready: they are busy, and late is better than incomplete. A
   * bulk search may take 60 s there by itself, 30 in each stage.
   */
  shardAnswerMsMax: 90_000,
  /** How often searches are looked for that have waited so long. */
  settleMs: 1_000,

  // ---- links
  /** A false link harms somebody innocent and every enrolment searches: ten times stricter than a search by an officer. */
  detectionFalsePositiveIdentificationRate: 0.001,
  /** Every data set transmitted to Eurodac searches all others; each hit costs an expert's look. */
  eurodacFalsePositiveIdentificationRate: 0.001,
  /** Subjects followed from one data set to those of the same person: more is a fault of the links, not a person. */
  eurodacSequenceSubjectsMax: 200,
  /** Subjects of a month read at once for statistics. */
  eurodacStatisticsBatch: 1_000,
  /**
   * Between the end of a month or week and its statistics, which are counted once: a record that waits in a queue, or is sent
   * again after an outage, is still counted in its month.
   */
  statisticsRestMs: 6 * 60 * 60 * 1000,
  /** Months, and weeks, that are made up for if they could not be counted when they were due. */
  statisticsMonthsBack: 3,
  statisticsWeeksBack: 8,
  /** Notices, cases and requests on one page. */
  procedurePage: 100,
  /** Settled consultations and access requests of law enforcement are kept as their logs are: a year ((EU) 2019/817 Art 24(7)). */
  consultationKeptMs: 365 * 24 * 60 * 60 * 1000,
  /**
   * What Eurodac keeps beside data sets: requests of law enforcement, settled or not, with what was found under them; once they are
   * settled, comparisons of biometrics that are not stored and cases. As consultations are: an answer shows the data of the person
   * as they stand for as long as it is kept ((EU) 2024/1358 Art 29(2), 33, 51).
   */
  eurodacProceduresKeptMs: 365 * 24 * 60 * 60 * 1000,
  /** The comparison log is kept for a year at most ((EU) 2023/333 Art 4). */
  linkEventsKeptMs: 365 * 24 * 60 * 60 * 1000,

  /** Notices of red links one answer lists, newest first: more than an authority looks into in weeks. */
  linkNoticesMax: 200,

  /** Days one count of data quality spans: every record entered in them is counted when it is asked. */
  dataQualityDaysMax: 366,
  rightRequestsPageMax: 200,
  screeningsPageMax: 200,
  /** Deadlines of procedures in one answer, the nearest first. */
  procedureDeadlinesMax: 500,
  /** Opinions one authority is asked for, the nearest deadline first: two days of them. */
  screeningOpinionsMax: 200,

  // ---- logs
  /** How often entries are chained: what somebody who owns the database could remove unseen is at most so much. */
  logChainMs: 1_000,
  /** Entries chained in one transaction; a thousand take about 50 ms. */
  logChainBatch: 2_000,
  /** An entry that waits longer to be chained is a fault: no worker runs, or somebody holds the chainer up. */
  logChainLagMsMax: 60_000,
  /** Rows one request verifies: about half a second; the caller reads on. */
  logVerificationRows: 10_000,
  /** Faults told of one stretch: more say nothing new. */
  logFaultsMax: 100,
  /** How often the next stretch of the logs is verified unasked: 14 million entries a day, half a second's work a minute. */
  logVerifyMs: 60_000,
  logPageMax: 1_000,

  // ---- keys of tokens
  /** How often the files they are in are read again: for so long a key that is removed still opens. */
  tokenKeysReadMs: 30_000,

  // ---- jobs
  /** Handing jobs over gives up after this long without Redis; the relay tries again every `relayMs`. */
  queueConnectMs: 1_000,
  /**
   * A connection on which Redis owes an answer for so long is given up for a new one: it answers within milliseconds, and
   * a network that drops packets without a word says nothing for minutes.
   */
  queueSilenceMs: 3_000,
  /** How often a connection for coordination asks whether it is still answered: more often than silence may last. */
  coordinationPingMs: 1_000,
  /** A transaction waits no longer for its jobs to be handed over: a silent connection was replaced meanwhile. */
  queueAddMs: 6_000,
  /** A worker that stops finishes jobs somebody waits for so long, as callers do by default; then it leaves them to others. */
  jobsCloseMs: 10_000,
  /** The same of searches: after `matcherDrainMs` and before `galleryCloseMs`, of the 50 s a process has to stop. */
  searchesCloseMs: 5_000,
  /** What stops does not wait for a Redis that has been away for so long. */
  queueCloseMs: 3_000,
  /** Attempts of a job whose failure may pass, with exponential delay; afterwards the operation has failed. */
  jobAttempts: 5,
  jobRetryMs: 200,
  /** A worker that died is noticed after this long and its job given to another. */
  jobLockMs: 10_000,
  /**
   * What a process that works on what it accepts remembers of it, images and probes each: hundreds of single fingers. Under
   * load the job comes within the deadlines of its class; what comes later is read again.
   */
  operationsInHandBytesMax: 64 * 1024 * 1024,
  operationsInHandMs: 10_000,
  /** How often committed outbox rows nobody handed over, and operations whose job Redis lost, are looked for. */
  relayMs: 1_000,
  relayBatch: 500,
  /** An unfinished operation untouched for this long has its job looked up and, if lost, created again. */
  operationStaleMs: 5_000,
  /**
   * A comparison that has to wait, for hours after a release with other models, is left alone for this long: ten thousand of
   * them are 33 attempts a second, and the hour Eurodac gives the soonest of them (Art 38) is twelve.
   */
  comparisonPostponedMs: 5 * 60_000,
  /** The same while the gallery is being loaded: seconds for a small one, minutes for the largest. */
  comparisonLoadingMs: 30_000,
  /** A comparison that waits longer is told to who runs the hub: half of that of Eurodac, while something can still be done about it. */
  comparisonWaitMsMax: 30 * 60_000,
  /** Comparisons that wait, counted up to here: more say nothing new. */
  postponedCountedMax: 10_000,
  /**
   * Samples of nobody that other models extracted than references are renewed for: after this long every extractor has counted
   * its own versions (`templateRenewalPauseMs`) three times, so that theirs are there no more and they never will be compared.
   */
  probesOfEarlierModelsMs: 30 * 60_000,
  /** Finished operations keep their result for callers that come late, then it is erased. */
  operationKeptMs: 24 * 60 * 60 * 1000,
  /** How often what is kept too long is looked for, and how many rows are erased in one transaction. */
  tidyMs: 10 * 60 * 1000,
  tidyBatch: 1_000,

  /** Overdue days worth counting: more say nothing new. */
  overdueCountedMax: 100_000,

  // ---- classes of service
  /** Of eight turns at something all classes wait for (connections, threads), one goes to a later class. */
  classesPassedOverMax: 7,

  // ---- admission
  /** How often the figures are read that decide what is accepted: a second's burst is seen while it comes. */
  admissionRefreshMs: 500,
  /** A job's time is the mean of so long: a change of load shows within it, one slow job does not. */
  admissionWindowMs: 10_000,
  /** Fewer jobs in the window say nothing; the mean since the start stands in. */
  admissionJobsMin: 5,
  /** Figures older than that count for nothing: Redis is away, or hangs. */
  admissionStaleMs: 3_000,
  /** Longest one reading of the queues may take. */
  admissionReadMs: 2_000,
  /** Longest a reading of metrics waits for one count, two of which follow each other: within Prometheus' five seconds. */
  gaugeCountMs: 2_000,
  /** What a count found is shown so long after it ended, while the next is late: three readings by Prometheus, one look at its rules. */
  gaugeKeptMs: 15_000,
  /** Jobs of a class that may wait, whatever else is so: about 1 kB each in Redis, and their images in PostgreSQL. */
  borderWaitingMax: 5_000,
  interactiveWaitingMax: 20_000,
  batchWaitingMax: 100_000,
  /** Rows of the outbox up to which a class is accepted while the queues cannot be seen. */
  borderUnseenMax: 2_000,
  interactiveUnseenMax: 1_000,
  batchUnseenMax: 200,
  /** What is worth counting of the outbox: more than any of the above. */
  outboxCountedMax: 10_000,
  /** When to come again where nobody can know: workers stand still, or the queues cannot be seen. */
  admissionBlindRetryMs: 15_000,
  /** Longest time a caller is sent away for: in an hour everything may have changed. */
  admissionRetryMsMax: 3_600_000,
  /** How long what one authority asks is added up, to tell its share. */
  shareWindowMs: 10_000,
  /** Of a class that comes near its deadline, one authority gets so much of what is accepted where others ask too. */
  shareMax: 0.5,
  /** Requests of the window under which nobody's share is looked at. */
  shareRequestsMin: 20,
  /** Authorities whose requests are counted one by one; a Union of 30 states has some hundreds that are busy at once. */
  shareAuthoritiesMax: 2_000,
  /** Requests a minute of one address to routes that need no token: probes of health, and a console with all its files. */
  openRequestsPerMinute: 3_000,
  /** The same for the portal entry about links: somebody with a letter in the hand types one number. */
  portalRequestsPerMinute: 30,
  /** Addresses remembered for that; about 200 bytes each. */
  openAddressesMax: 10_000,
  /** An expired token that is sent again and again leaves one entry of the log in so long, of each process. */
  expiredTokenNotedMs: 60 * 60 * 1000,
  /** One that could not be noted is tried again after so long, if it is still sent. */
  expiredTokenRetryMs: 60 * 1000,
  /** Expired tokens remembered for that; about 200 bytes each. */
  expiredTokensMax: 10_000,

  // ---- traces
  /** Spans that wait to be sent; more are dropped. About 1 kB each. */
  traceSpansMax: 4_096,
  traceBatch: 512,
  traceDelayMs: 1_000,
  /** A collector that takes longer loses the batch. */
  traceExportMs: 5_000,
  /** Longest a process that stops waits for its last spans to be sent. */
  traceCloseMs: 2_000,

  // ---- federation
  /** One system's share of the caller's time. */
  systemDeadlineMs: 3_000,
  /** The same of bulk at another hub, which does it after everything else: shorter than the wait it may be asked for. */
  systemBulkDeadlineMs: 30_000,
  /** Bulk of a process that may wait so long at once: half of the jobs it has in hand, so that the others come round. */
  systemBulkQueriesMax: 16,
  /** Rows whose search forms are looked at in one transaction, some milliseconds. */
  searchFormsBatch: 200,
  /** No configured share is longer: a request that waits for more is better asked as an operation. */
  deadlineMsMax: 60_000,
  /** Longest wait of a portal search for its biometrics, images included: with a system's share still within a request. */
  portalGalleryMs: 20_000,
  /** Candidates nobody has taken for so long, three times as long as anybody waits, are forgotten: the waiting process died. */
  portalGalleryLateMs: 60_000,
  /** Longest answer of a database outside the six systems: some tens of hits. */
  sourceAnswerBytesMax: 1024 * 1024,
  /** Data sets that links may join to what one search of the identity repository found: ten persons in every system. */
  cirDataSetsMax: 500,
  /** Files on one page of a person's history: a person is in six systems, with a few files in each. */
  historyFilesPage: 50,
  /** Files that white links are followed to for one history; more belong to no person. */
  historyFilesMax: 1_000,
  sourceHitsMax: 50,
  /** How long a source's word is believed that it reveals nothing to the owner of an alert. */
  sourcePledgeMs: 60_000,
  /** Unread bytes of one streamed answer before its reader is let go of. */
  portalUnreadBytesMax: 4 * 1024 * 1024,
  systemAttempts: 2,
  /** Failures in a row that open the circuit, and how long it stays open before one trial. */
  circuitFailures: 5,
  circuitOpenMs: 10_000,
  /** Subjects one system may return; more is an overflow that is said. */
  systemHitsMax: 50,
  /** Records of one date of birth whose names are judged one by one: 50 to 100 microseconds each, measured on two shared cores. */
  systemSimilarRowsMax: 1_000,
  /** Subjects a system kept here may return to a comparison that nobody reads one by one: an application, the watchlist, a detection of links. */
  systemWholeHitsMax: 2_000,
  /** How long such a comparison may look through everybody of one date of birth, page by page. */
  systemWholeMs: 10_000,
  /** Wait before the second attempt at a system that could not be reached. */
  systemRetryMs: 100,
  /** An answer of fifty subjects with a hundred crossings each has about 3 MB. */
  systemAnswerBytesMax: 8 * 1024 * 1024,
  /** How often files whose place on a list changed are looked for; a list that is asked for earlier judges them itself. */
  keepListsMs: 10_000,
  /** Files whose calendar is made anew in one transaction: each is read on its own. */
  calendarFilesPage: 100,
  /** EES files read at once while the list of overstayers is made. */
  stayFilesPage: 500,
  /** EES files judged for one page of that list: some seconds of work; the caller reads on from there. */
  stayFilesMax: 20_000,

  // ---- operation of the hub
  /** How often a process says how it is, and the shortest time between two updates of a console: 60 a minute. */
  processReportMs: 1_000,
  /** A process not heard of for so long is shown as gone; seven reports, as with matchers. */
  processGoneMs: 7_000,
  /** One that is gone is shown for so long: whoever comes to see why should find it. */
  processForgottenMs: 60 * 60 * 1000,
  /** Rates and percentiles of a console are those of so long: a busy hub's minute. */
  figuresWindowMs: 60_000,
  /** Points of the plots: six hours, one every 20 s, about a megabyte in Redis. */
  figureHistoryMs: 20_000,
  figureHistoryPoints: 1_080,
  /** After so long a viewer of live figures connects again, so that an expired token ends. */
  liveStreamMsMax: 5 * 60 * 1000,
  /** Consoles that watch one process; each is an open connection. */
  liveViewersMax: 100,
  /** How often consoles learn how far the logs are chained. */
  logFiguresMs: 5_000,
  failedJobsPageMax: 200,
  /** So many failed operations that may be tried again are counted: enough to say that it is many. */
  keptCountedMax: 10_000,
  /** Failed jobs one request has tried again: about a second's work; the caller asks again for more. */
  retryJobsMax: 500,
  /** Images rendered at once for consoles, each in a thread of its own, and how long one may take. */
  rendersMax: 2,
  renderWaitingMax: 32,
  renderMsMax: 10_000,

  // ---- store
  databaseConnections: 10,
  databaseStatementMs: 15_000,
  /** A server that does not answer by then is away. */
  databaseConnectMs: 5_000,
  /** Longest a class waits for one of the connections: half of its deadline, or what a job's lock lasts many times over. */
  borderConnectionMs: 5_000,
  interactiveConnectionMs: 10_000,
  batchConnectionMs: 30_000,
  /** Waiting for a connection, all classes together: what ten connections do in some seconds; more would wait in vain. */
  connectionsAwaitedMax: 5_000,
  /** When to come again where none became free: those who wait now have given up or are served by then. */
  databaseBusyRetryMs: 5_000,
  /** Plans are kept with a connection: a table that was empty when they were made is read whole for no longer than this. */
  databaseConnectionSeconds: 300,
  /** Statements a connection keeps parsed: all constant texts of the hub (about 400), some 20 kB each in the server. */
  databaseStatementsNamed: 512,
  /** The client's own patience for one statement: longer than the server's, for a server that vanished. */
  databaseAnswerMs: 20_000,
  /** A transaction in which nothing happens for so long belongs to a hung process; its locks are let go. */
  databaseIdleTransactionMs: 60_000,
  /** A data key seals for so long, then the next one is added: what a copy of one key opens is a quarter of a year. */
  dataKeyMs: 90 * 24 * 60 * 60 * 1000,
  /**
   * Values one process seals under one data key until it adds the next. Random nonces allow 2^32 of all processes together
   * (NIST SP 800-38D, 8.3): that of 64 processes, where none is started again; those started again begin to count anew.
   */
  dataKeyValuesMax: 2 ** 26,
  /** How often a process reads the data keys anew, and adds the next where it is time, also one that neither seals nor opens. */
  dataKeysReadMs: 10 * 60 * 1000,
  /** A key added unasked seals once it is so old: by then every process has read it, but one that could not for so long. */
  dataKeySettleMs: 60 * 60 * 1000,
  /** A migration waits no longer for one lock: whoever asks for that table after it waits as long. Then it lets go and tries again. */
  migrationLockMs: 3_000,
  /** Between two tries: those who waited behind it go first. */
  migrationRetryMs: 2_000,
  /** Trying for the locks, or for another process that migrates. How long a statement then takes depends on the rows there are. */
  migrationWaitMs: 300_000,
  /** References read and decrypted at once while a gallery is loaded: about 1 MB. */
  galleryLoadBatch: 2_000,
  /** Newest changes by which a gallery tells the history it has seen: more than overtake each other in committing. */
  galleryHistoryChanges: 64,
  /** Changes handed to a gallery at once; one that is further behind loads anew, which is read in batches. */
  galleryChangesMax: 50_000,
  /** Gallery changes are kept for galleries that were stopped or cut off for a while. */
  galleryChangesKeptMs: 7 * 24 * 60 * 60 * 1000,
  /** Files of VIS that are followed from one person to whom they travel with: a coach, and as much again. */
  travelGroupMax: 100,
  /** Undecided applications of ETIAS looked at for one list of clocks: a day's work of a unit. */
  etiasClocksMax: 500,
} as const;
