## Command line

cli-name = NAME
cli-state = STATE
cli-health = HEALTH
cli-pid = PID
cli-up = UP
cli-restarts = RESTARTS
cli-cpu = CPU
cli-memory = MEMORY
cli-kind = KIND
cli-aim = TARGET
cli-manager-says = MANAGER SAYS
cli-trouble = TROUBLE
cli-last-exit = LAST EXIT
cli-depends-on = DEPENDS ON
cli-dependants = NEEDED BY
cli-probe = PROBE
cli-limit = LIMIT
cli-id = ID
cli-severity = SEVERITY
cli-rule = RULE
cli-subject = SUBJECT
cli-cause = CAUSE
cli-since = SINCE
cli-until = UNTIL
cli-taken = TAKEN BY
cli-by = BY
cli-note = NOTE
cli-labels = LABELS
cli-silenced-until = SILENCED UNTIL
cli-handled = HANDLED
cli-failed = FAILED
cli-dropped = DROPPED
cli-queue = QUEUE
cli-p50 = P50
cli-p95 = P95
cli-heartbeat = HEARTBEAT
cli-runtime = runtime
cli-data-dir = data directory
cli-uptime = up
cli-agents = agents running
cli-services = services running
cli-alerts = alerts
cli-availability = availability, 24 h
cli-held-back = held back
cli-mttr = time to recovery
cli-punctuality = probes on time
cli-unknown = not known yet
cli-no-services = no services are configured; add a [[service]] to the configuration (`autoagents config init` writes an example)
cli-no-alerts = no alerts
cli-built-in = built-in defaults
cli-config-faulty = the configuration file has faults and is passed over; hint: see `autoagents config check`
cli-config-fine = { $file }: fine, { $services } services, { $rules } rules, { $workflows } workflows
cli-in-background = the runtime goes on in the background, pid { $pid }; `autoagents` attaches again, `autoagents shutdown` ends it
cli-took = TOOK
cli-tries = TRIES
cli-likeliest = LIKELIEST CAUSE
cli-outcome = OUTCOME
cli-layer = LAYER
cli-attempt = ATTEMPT
cli-alert = ALERT
cli-moment = TIMELINE
cli-incident = INCIDENT
cli-action = ACTION
cli-would = WOULD
cli-does = DOES
cli-interrupts = INTERRUPTS
cli-undo = UNDO
cli-counts-when = COUNTS WHEN
cli-heals = HEALS
cli-of-tries = OF TRIES
cli-cost = COST
cli-barred = BARRED
cli-incidents = incidents
cli-alert-counts = { $critical } critical, { $warning } warning, { $info } info
cli-backoff = { $state }, attempt { $attempt } in { $wait }: { $last }
cli-incident-counts = { $open } going on, { $called } in need of a person
cli-made = MADE
cli-due = DUE
cli-expected = EXPECTED
cli-predictions = predictions
cli-goal = GOAL
cli-measured = MEASURED
cli-target = TARGET
cli-met = met
cli-missed = missed
cli-from-what = FROM
cli-series = SERIES
cli-what-changed = WHAT CHANGED
cli-surprise = UNUSUAL
cli-no-changes = nothing unusual in { $of } series
cli-looked-at = { $looked } of { $of } series were looked at in the time there is; ask for a shorter time to see the others
cli-no-anomalies = nothing unusual
cli-no-patterns = nothing is known of any log yet
cli-no-log-changes = nothing changed in any log
cli-log-known = { $service }: { $patterns ->
    [one] 1 pattern
   *[other] { $patterns } patterns
}, as of { $at }
cli-log-learning = learning, for { $left } more no change is told
cli-log-failures = what comes before failures is not known yet, { $failures } of { $needed } were seen
cli-log-forgotten = { $patterns } had no room and were forgotten
cli-count = COUNT
cli-before-failures = BEFORE FAILURES
cli-time = TIME
cli-service = SERVICE
cli-per-minute = A MINUTE
cli-hour = HOUR
cli-distance = DISTANCE
cli-nearer = NEARER THAN
cli-new-since = NEW SINCE
cli-pattern = PATTERN
cli-change = CHANGE
cli-score = SCORE
cli-value = VALUE
cli-normal = USUAL
cli-no-predictions = no predictions
cli-foretold = { $rate }; { $open } open, { $prevented } prevented, { $wrong } false alarms, { $unsettled } not known
cli-no-incidents = no incidents
cli-run = RUN
cli-runs = runs of workflows
cli-run-counts = { $open } going on, { $asking } in need of a person
cli-workflow = WORKFLOW
cli-step = STEP
cli-steps = STEPS
cli-undone = UNDONE
cli-started-by = STARTED BY
cli-forward = FORWARD
cli-parameters = PARAMETERS
cli-wanted = WANTED
cli-began = BEGAN
cli-ended = ENDED
cli-asks = ASKS
cli-why = WHY
cli-going-on = GOING ON
cli-last = LAST RUN
cli-usual = USUALLY
cli-next = NEXT
cli-triggers = TRIGGERS
cli-rank = RANK
cli-when = WHEN
cli-failed-of = { $failed } of { $of }
cli-no-runs = no runs
cli-no-workflows = no workflows are configured
cli-asleep = no runtime runs: this is how it was when the last one ended
cli-ask-approve = `{ $step }`: { $prompt } ({ $what }); `autoagents workflow approve { $run } '{ $step }'`, or `reject`
cli-ask-task = `{ $step }`: { $prompt } ({ $what }); `autoagents workflow answer { $run } '{ $step }' yes`, or `no`
cli-ask-unknown = `{ $step }`: { $what }; `autoagents workflow answer { $run } '{ $step }' yes`, `no` or `again`

## The report of an incident
report-title = Incident { $id }: { $subject }
report-fact = Fact
report-value = Value
report-began = Began
report-ended = Ended
report-not-over = not over
report-lasted = Lasted
report-outcome = Outcome
report-severity = Severity
report-services = Services
report-summary = Summary
report-first-sign = The first sign was at { $at }: { $alert }.
report-likeliest = The likeliest cause is { $service } ({ $score }).
report-tried = { $n ->
    [0] Nothing was tried.
    [one] One attempt was made; { $failed } did not heal.
   *[other] { $n } attempts were made; { $failed } did not heal.
}
report-is-over = It was over at { $at }: { $how }.
report-needs-person = A person was called at { $at }: { $how }.
report-goes-on = It goes on since { $at }: { $how }.
report-timeline = Timeline
report-time = Time
report-after = After
report-what = What happened
report-causes = Causes
report-attempts = Attempts
report-no-attempts = Nothing was tried.
report-number = No.
report-layer = Layer
report-action = Action
report-service = Service
report-wanted = Wanted
report-deeds = What it did
report-came = What came of it
report-weighed = { $tries ->
    [one] { $action }: heals { $heals } % (1 try known), costs { $cost }
   *[other] { $action }: heals { $heals } % ({ $tries } tries known), costs { $cost }
}
report-learned = What was learned
report-like = For incidents like { $signature }, as of now:
report-nothing-learned = Nothing yet.
report-lesson = { $action } healed { $healed } of { $all }, in { $mean } on average
report-lesson-never = { $action } healed none of { $all }
report-not-counted = attempt { $number } is not counted: { $why }
report-alerts = Alerts
report-rule = Rule
report-subject = Subject
report-follow-ups = Follow-ups
report-follow-ups-hint = For people: what keeps this from happening again, who does it, until when.

## Files that commands read
rows-unreadable = cannot read `{ $file }`: { $error }
rows-unwritable = cannot write `{ $file }`: { $error }
rows-same-file = `{ $file }` is an input; hint: give --out another name
rows-no-column = `{ $file }`, line 1: there is no column `{ $column }`, only `{ $found }`; hint: the first line must name the columns
rows-unequal = `{ $file }`, line { $line }: { $found } fields where the header has { $expected }; hint: quote fields that hold a comma
rows-no-text = `{ $file }`, line { $line }: this is not UTF-8
rows-cut-off = `{ $file }`, line { $line }: the gzipped data ends too early or is damaged; hint: copy the file again, or name it without `.gz` if it is not gzipped
rows-empty = `{ $file }`, line { $line }: `{ $column }` is empty
rows-no-number = `{ $file }`, line { $line }: `{ $field }` in `{ $column }` is not a number
rows-too-many = `{ $file }` has more than { $most } rows; hint: give a shorter span
rows-damaged = `{ $file }`: the gzipped data ends too early or is damaged ({ $error }); hint: copy the file again, or name it without `.gz` if it is not gzipped

## Patterns of logs
logs-done = { $lines } lines in { $clusters } clusters
logs-too-many = `{ $file }` has more than { $most } lines; hint: give a part of it
logs-forgotten = { $patterns } of the patterns had no room and were forgotten; the template of their lines is <*>

## Causes
detect-no-time = `{ $file }`, line { $line }: `{ $field }` in `{ $column }` is no time; hint: write it like `2026-05-01 12:00:00`, or as a number of seconds
detect-unknown = { $count ->
    [one] 1 row has no value; it has the score 0 and nothing is learned of it
   *[other] { $count } rows have no value; they have the score 0 and nothing is learned of them
}
diagnose-no-values = `{ $file }` has no values
diagnose-without-value = { $count ->
    [one] 1 row has no value and was passed over
   *[other] { $count } rows have no value and were passed over
}
diagnose-repeated = { $count ->
    [one] 1 row gives a moment another value; the last one counts
   *[other] { $count } rows give a moment another value; the last one counts
}
diagnose-outside = --at { $at } must lie after the first row and not after the last; the rows go from { $first } to { $last }
diagnose-unknown-service = neither metrics nor graph name the service `{ $service }`; hint: did you mean `{ $near }`?
diagnose-unknown-metric = the alarmed service has no metric `{ $metric }` here; its other metrics are used
diagnose-nothing = nothing clear
diagnose-rose-times = { $metric } rose { $times }x at { $at } ({ $before } to { $now })
diagnose-fell-times = { $metric } fell to 1/{ $times } at { $at } ({ $before } to { $now })
diagnose-rose = { $metric } rose from { $before } to { $now } at { $at }
diagnose-fell = { $metric } fell from { $before } to { $now } at { $at }
diagnose-earliest = earliest of { $of }
diagnose-order = number { $place } of { $of } to deviate
diagnose-own = makes { $percent } % of the excess itself, not through what it calls
diagnose-moves = moves with the alarm, at { $percent } % of its excess
diagnose-explained = explained by { $by }
diagnose-callers = { $affected } of { $of } callers affected
diagnose-alarmed = alarmed itself
diagnose-called = called by { $alarm }, which alarmed
diagnose-reached = { $hops } calls below { $alarm }, which alarmed
diagnose-silent = { $callers } wait longer for calls that may go here
diagnose-vanished = its metrics end at { $at }
diagnose-warned = alert since { $at }
diagnose-failing = failing since { $at }
diagnose-down = down since { $at }
diagnose-changed = changed { $span } before
diagnose-before = was the cause of an incident { $percent } % like this one

## Models
model-no-time = a row has no time; hint: give `time` in hours
model-too-many-rows = more than { $most } rows are not taken in; hint: leave out the oldest ones
model-no-horizon = nothing happens within no time; hint: give --horizon-hours a number above 0
model-too-few = { $failed } questions failed and { $well } did not, { $least } of each are the least to learn from; hint: collect more history first
model-cancelled = training was called off
model-foreign = it is cut off or no model: { $error }; hint: train it again with `autoagents model train`
model-not-ours = it has tensors, but no model of this program; hint: train one with `autoagents model train`
model-other-version = it is of version { $found }, and this program reads version { $known }; hint: train it again with this program
model-inconsistent = its part `{ $part }` does not fit the rest; hint: train it again with `autoagents model train`
model-numbers = the numbers could not be worked out: { $error }; hint: look for absurd values in the history
model-file = the model `{ $file }` cannot be used: { $error }
model-no-label = `{ $file }` line { $line }: `{ $field }` is no label; hint: write 1 for failed and 0 for not
model-no-rows = `{ $file }` has no rows to learn from
model-trained = learned from { $questions } questions, { $failed } of them failed; AUC on those held out { $auc }, logistic regression { $logistic }, best rule { $rule }
model-loses = this model ranks no better than what is simpler: it should not be used
model-stage-numbers = the numbers of the questions are known
model-stage-trees = growing trees
model-stage-network = training the network
model-stage-logistic = training a logistic regression to compare with
model-stage-all-trees = growing the trees again on all questions
model-questions = { $questions } questions, { $failed } of them failed
model-kind = model
model-auc = AUC
model-precision = AP
model-recall = found at 1 % false
model-brier = Brier
model-error = calibration error
model-itself = this model
model-logistic = logistic regression
model-rule = best rule
model-lead = lead time of those found: { $lead }
model-no-lead = not told by these rows
model-said = said
model-happened = happened
model-of = questions
model-row-kind = a row is
model-rows-state = a state until the next row
model-rows-event = an event
model-horizon = horizon
model-columns = columns
model-category = { $column } ({ $count } categories)
model-numbers-of = numbers of a question
model-weights = weights
model-shares = trees { $trees }, network { $network }
model-rule-of = best rule
model-seed = seed
model-rows = rows
model-subjects = subjects
model-asked = questions
model-failed = failed
model-held-out = on { $questions } questions that were held out:
model-because = { $id }: { $percent } % because { $reasons }
model-scope-subject = its own
model-scope-group = its group's
model-scope-all = everybody's
model-aspect-value = { $column } is
model-aspect-mean = mean of { $column } in { $window }
model-aspect-above = { $column } above its mean in { $window }
model-aspect-change = change of { $column } within { $window }
model-aspect-rise = change of { $column } in all
model-aspect-below-peak = { $column } below its peak by
model-aspect-changes = changes of { $column }
model-aspect-since-change = hours since { $column } changed
model-aspect-known-after = hours until { $column } was first known
model-aspect-is = { $column } is { $category }:
model-aspect-rows = rows within { $window }
model-aspect-all-rows = rows in all
model-aspect-fading = { $scope } recent rows (half-life { $window })
model-aspect-unusual = { $scope } recent rows beside the usual (half-life { $window })
model-aspect-beside-group = recent rows beside those of its group (half-life { $window })
model-aspect-expected = chance by its recent rate (half-life { $window })
model-aspect-fading-of = recent rows with { $column } { $category } (half-life { $window })
model-aspect-share = { $scope } share with a row within { $window }
model-aspect-since-row = hours since the last row
model-aspect-age = hours since the first row
model-aspect-time = age in hours
model-aspect-joined = age in hours at the first row
model-aspect-gap = hours between the last two rows
model-aspect-usual-gap = usual hours between rows
model-aspect-overdue = time since the last row beside the usual
model-aspect-level = recent mean of { $column } (half-life { $window })
learning-reading = learning: reading how services fared here
learning-waiting = learning: another model comes first
learning-trees = learning: trees
learning-network = learning: network
learning-logistic = learning: the simpler model beside it
learning-judging = learning: old against new
learning-replaced = a better model is in use: AUC { $new } against { $old }, Brier score { $new_brier } against { $old_brier }, on { $questions } questions that neither was made from, { $failed } of them before failures
learning-kept = the model stays: one learned anew is not surely better, AUC { $new } against { $old }, Brier score { $new_brier } against { $old_brier }, on { $questions } questions that neither was made from, { $failed } of them before failures
learning-known = a model that was kept is in use: AUC { $auc } on what was held out
learning-too-few = nothing is learned yet: { $failed } questions before failures are known here, { $least } are needed at least
learning-useless = nothing is used yet: what was learned is hardly better than to say how often it happens, Brier score { $brier } against { $usual }
learning-failed = nothing was learned: { $error }
learning-shipped = came with this program
learning-aim-services = whether services fail within { $span }
learning-aim-host = whether the host fails within { $span }
learning-unlearned = none yet: what comes { $span } before failures has to be learned from what happens here
model-unlearned = no model that is asked this is in use here: what comes so long before failures has to be learned first; hint: `autoagents model train` does, where enough has failed
learning-own = learned here, { $at }
learning-model = { $origin }; AUC { $auc } on what was held out
predictions-model = model
predictions-learned = learned
model-needs-both = rows and `--out` belong together: without both, the console that runs learns from what has happened here
model-days = { $days } d
model-minutes = { $minutes } min
model-hours = { $hours } h

## Forecasts
forecast-no-values = `{ $file }` has no values
forecast-no-time = `{ $file }`, line { $line }: `{ $field }` in `{ $column }` is neither a number nor a date; hint: write dates like `2026-11-23 07:30:00`
forecast-too-many = `{ $file }` has more than { $most } series; hint: give fewer of them
forecast-repeated = { $count ->
    [one] 1 row repeats a time of its series; the last value counts
   *[other] { $count } rows repeat a time of their series; the last value counts
}
forecast-short = { $count ->
    [one] 1 series has no forecast ({ $names }): { $known } known values, and { $least } are needed
   *[other] { $count } series have no forecast ({ $names }): the first has { $known } known values, and { $least } are needed
}
forecast-all-short = no series has enough history for a forecast: the first has { $known } known values, and { $least } are needed; hint: give a longer span
forecast-exhaust-no-minute = `{ $file }`, line { $line }: `{ $field }` in `{ $column }` is no whole number of minutes; hint: count minutes on one clock for all series, as 0, 1, 2
forecast-exhaust-unknown = { $count ->
    [one] 1 question is about a series that was not measured within the 30 minutes before it; it is answered with -1 and 0
   *[other] { $count } questions are about series that were not measured within the 30 minutes before them; they are answered with -1 and 0
}

## Simulations
simulate-done = { $tasks } tasks on { $workers } workers take { $seconds } s; no order takes less than { $bound } s
simulate-too-many = `{ $file }` has more than { $most } tasks; hint: give a smaller graph
schedule-no-workers = without workers nothing is ever done; hint: give --workers a number from 1
schedule-not-learned = --learn has no effect where all times are known; hint: add `--durations learned`
schedule-no-tasks = `{ $file }` has no tasks
schedule-repeated = `{ $file }`, line { $line }: there is a task `{ $task }` already; hint: give each task a name of its own
schedule-no-such-task = `{ $file }`, line { $line }: `{ $task }` comes after `{ $after }`, which is not there; hint: did you mean `{ $near }`?
schedule-negative = `{ $file }`, line { $line }: `{ $seconds }` in `seconds` is less than nothing
schedule-cycle = the tasks of `{ $file }` wait for each other: { $circle }; hint: take one of these names out of `after`
schedule-no-runs = cannot look for earlier runs in `{ $dir }`: { $error }
# Texts of the console in English. The Korean file has the same ids with the same variables; a test sees to it.
# A line holds one text. Ids that are put together from a word of the model begin with the kind of word.

## Tabs
tab-overview = Overview
tab-agents = Agents
tab-services = Services
tab-alerts = Alerts
tab-recovery = Recovery
tab-predictions = Predictions
tab-trends = Trends
tab-logs = Logs

## Header, banners, footer
header-up = up { $span }
connecting = connecting…
loading = loading…
unknown = unknown
stale = stale { $span }
ago = { $span } ago
read-only = read-only
nothing-matches = Nothing matches the filter. Esc clears it.
banner-lost = runtime lost { $span } ago, reconnecting · what is shown is from then · { $why }
banner-stale = stale { $span }: the runtime has sent nothing since
banner-ending = the runtime is ending
banner-storage = storage: { $what }
banner-sources = late sources, their values are old: { $list }
footer-samples = samples { $n }/s
footer-dropped = dropped { $n }
filtered = { $shown } match “{ $text }”
marked = { $n } marked

## Units
unit-s = { $n } s
unit-m = { $n } m
unit-h = { $n } h
unit-d = { $n } d
unit-range-s = { $n } s
unit-range-m = { $n } m
unit-range-h = { $n } h
unit-range-d = { $n } d
unit-ms = { $n } ms
unit-seconds = { $n } s
unit-celsius = { $n } °C

## Counts
count-services = { $n ->
    [one] 1 service
   *[other] { $n } services
}
count-agents = { $n ->
    [one] 1 agent
   *[other] { $n } agents
}
count-alerts = { $n ->
    [one] 1 alert
   *[other] { $n } alerts
}
count-outages = { $n ->
    [one] 1 outage
   *[other] { $n } outages
}

## Overview
overview-needs = Needs you
overview-needs-none = Nothing needs you.
overview-taken = { $n } taken
overview-silenced = { $n } silenced
held-back-alerts = { $n ->
    [one] 1 alert held back: { $by } is down
   *[other] { $n } alerts held back: { $by } is down
}
held-back-probes = { $n ->
    [one] probes of 1 service held back: { $by } is down
   *[other] probes of { $n } services held back: { $by } is down
}
overview-healed = Being healed
overview-healed-none = Nothing is being healed.
overview-because = because of { $service } ({ $score })
overview-changed = Changed
overview-changed-none = Nothing has changed yet.
overview-goals = Goals
overview-host = Host
overview-vitals = Vitals
goals-day = last 24 h
goals-watched = watched { $span } of 24 h
goal-availability = availability
goal-mttr = time to repair
goal-outages = outages
goal-punctuality = probes on time
goal-no-outage = no outage
host-cores = { $n ->
    [one] 1 core
   *[other] { $n } cores
}
host-of = { $used } of { $all }
host-disk = disk
host-net = net
host-load = load
host-free = { $n } free
host-traffic = in { $received }  out { $sent }
host-processes = { $n } processes

## Columns and details
column-service = service
column-state = state
column-health = health
column-pid = pid
column-uptime = up
column-restarts = restarts
column-cpu = cpu
column-memory = memory
column-why = why
column-severity = severity
column-subject = subject
column-cause = cause
column-age = age
column-who = who
column-agent = agent
column-activity = doing
column-handled = handled
column-failed = failed
column-dropped = dropped
column-queue = queue
column-latency = latency
detail-for = for { $span }
detail-now = now
detail-runs = runs
detail-unit = unit
detail-container = container
detail-manager-says = manager says
detail-restarts = { $total } in all · { $used } of { $max } in this window
detail-last-exit = last exit
detail-needs = depends on
detail-needed-by = needed by
detail-probes = Probes
detail-usage = Usage
detail-holds = holds
detail-holdings = { $processes } processes · { $threads } threads · { $files } files
detail-limits = Limits
limit-memory = memory
limit-cpu = CPU cores
limit-files = open files
limit-processes = processes
limit-core = core dump
limit-address-space = address space
held-kernel = held by the kernel
held-user = held by the kernel, for all that its user runs
held-watched = watched: restarted beyond it
held-none = not in force
held-not-by-cgroup = no cgroup: { $why }
detail-log = Last log lines
detail-logged = What it logs
detail-patterns = patterns
logged-patterns = { $n } known
logged-learning = learning, { $left } to go
logged-failures = { $n } of { $of } failures seen to say what comes before them
detail-rule = rule
detail-failures = failures
detail-since = { $at } · { $span } ago
detail-opened = opened
detail-number = number
detail-taken = taken by
detail-resolved = resolved
detail-silence = silenced
detail-silenced = until { $until } by { $by }
detail-labels = Labels
detail-work = Work
detail-life = Life
detail-late = late probes
detail-rollups = rollups
detail-heartbeat = heartbeat
heartbeat-fresh = on time
probe-flapping = flapping
probe-passing = passing
probe-failing = failing
probe-unknown = not yet
probe-failures = { $n } of { $max } failures
probe-passes = { $n } of { $max } passes
role-startup = startup
role-readiness = readiness
role-liveness = liveness

## Services
service-unknown = unknown
service-ended = ended
service-stopped = stopped
service-waiting = waiting
service-starting = starting
service-running = running
service-stopping = stopping
service-backoff = restarting
health-unknown = unknown
health-unprobed = no probes
health-starting = starting
health-healthy = healthy
health-unhealthy = unhealthy
health-held-back = held back
why-waiting = waits for { $on }
why-held = { $n ->
    [one] held back: { $by } is down
   *[other] held back: { $by } are down
}
why-removed = no longer configured
why-not-started = not started automatically
why-operator = stopped by an operator
why-external = external, no sign of life
why-recovery = kept down by recovery
why-shutdown = stopped with the runtime
why-adopted = found running and adopted
healing-backoff = restart { $attempt } of { $max } in { $left }
healing-exhausted = restarts used up ({ $max }), next try in { $left }
healing-starting = starting for { $span }
healing-waiting = starts when ready: { $on }
healing-killed = killed, waiting for the last process
healing-stopping = asked to end, killed in { $left }
healing-probing = started, waiting for its probes
services-empty = No services are watched yet.
services-empty-how = Add one to { $file }:
services-empty-then = The runtime takes the file over when it is reloaded: kill -HUP its pid, or start it again.
services-no-config = config.toml (autoagents config init writes one)

## Alerts
severity-info = info
severity-warning = warning
severity-critical = critical
alert-unacknowledged = open
alert-acknowledged = ack { $by }
alert-silenced = silent to { $until }
alert-state-open = open
alert-state-acknowledged = acknowledged
alert-state-resolved = resolved
alerts-none = No alert is firing.
alerts-none-past = No alerts in this time.
alerts-title-past = Past alerts
alerts-past = { $n } in { $days } days
alerts-firing = { $n } firing
cause-above = { $what } { $value } > { $limit }
cause-below = { $what } { $value } < { $limit }
cause-escalated-exhausted = recovery needs you: incident { $incident }, { $tried } attempts did not heal
cause-escalated-nothing = recovery needs you: nothing that is configured can heal incident { $incident }
cause-escalated-approval = an attempt waits for your approval in incident { $incident }
cause-escalated-isolated = isolated to protect the others: incident { $incident }
rule-run = workflow failed (built in)
rule-notice = notice of a workflow (built in)
rule-file = file of a workflow has faults (built in)
rule-page = recovery needs a person (built in)
cause-run = run { $run }: { $forward }; undone: { $rollback }
cause-flapping = goes back and forth: { $why }
cause-crash = ended by itself: { $how }
cause-crashes = ended { $times } times: { $how }
cause-crash-exhausted = ended { $times } times, restarts used up: { $how }
rule-crash = service ended (built in)
rule-probe = probe failing (built in)
rule-manager = manager in trouble (built in)
rule-runtime = runtime in trouble (built in)

## Recovery: incidents, remedies, and what came of them
remedy-restart = restart
remedy-restart-with-dependants = restart with dependants
remedy-clear-resources = clear resources
remedy-runbook = runbook { $name }
remedy-roll-back = roll back
remedy-shed-load = shed load
remedy-isolate = isolate
remedy-page = call a person
attempt-proposed = proposed
attempt-acting = acting
attempt-settling = settling
attempt-verifying = verifying
attempt-verified = verified
attempt-failed = failed
trigger-policy = by its restart policy
trigger-layers = by recovery
trigger-prevention = on a prediction
trigger-operator = by { $name }
unhealed-effect = could not be done: { $what }
unhealed-timed-out = took too long
unhealed-not-healed = did not become well
unhealed-relapsed = became well, and failed again before it was proved
unhealed-made-worse = made others unwell: { $list }
unhealed-overtaken = something else took over
unhealed-interrupted = the runtime ended meanwhile
unhealed-rejected = rejected by { $by }
barred-nothing-to-do = nothing is configured that it could do
barred-later = the { $layer } layer has not come
barred-spent = { $n ->
    [one] tried once, no try is left
   *[other] tried { $n } times, no try is left
}
barred-breaker-open = pauses for { $left } after what failed
barred-policy-never = its restart policy is never
barred-dependency-down = { $on }, which it needs, is down
barred-hands-off = it is meant to be down
barred-pause = pausing, { $left } left
barred-busy = another attempt is under way
barred-healthy = it is well
deed-stop = stop { $service }
deed-start = start { $service }
deed-move-aside = move { $path } aside
deed-moved-aside = move { $path } aside, to { $to }
deed-empty = remove the oldest files in { $path }
deed-emptied = remove the oldest files in { $path }: { $freed } freed
deed-free = end what holds port { $port }
deed-freed = end process { $pid }, which held port { $port }
deed-run = run { $program }
deed-ran = run { $program }: { $said }
deed-relink = point { $link } at { $to }
deed-call = call a person with the evidence
evidence-alarmed = raised alerts itself: { $list }
evidence-first = was the first, { $span } before the next
evidence-first-of-all = was the first
evidence-needed-by = { $n ->
    [one] { $list } needs it and is affected
   *[other] { $list } need it and are affected
}
evidence-needs-are-well = what it needs is well
evidence-unusual = { $what } was unusual { $span } before
evidence-unusual-first = { $what } was unusual before anything else was, { $span } before
evidence-logged = its log said for the first time, { $span } before: { $pattern }
like-hours = like { $list }
like-hours-unmeasured = too little is measured in this hour
like-hours-learning = learning, { $n } of { $of } hours are known
like-hours-none = like none of { $n } hours; the nearest is { $nearest }
like-incident = #{ $id } { $how }
like-incidents-unknown = none is over yet that it could be compared with
like-incidents-none = like none of the { $n } that are over
evidence-deviates = { $what } from { $usual } to { $now }
evidence-changed = { $what } { $span } before
evidence-changed-by = { $what } { $span } before, by { $by }
evidence-before = { $n ->
    [one] was to blame once before in incidents like this
   *[other] was to blame { $n } times before in incidents like this
}
alarm-crash = ended by itself
alert-on = { $subject }, { $rule }
happening-opened = it began
happening-joined = alert: { $alert }
happening-cleared = resolved: { $alert }
happening-blamed = most to blame: { $service }
happening-entered = the { $layer } layer begins
happening-attempt = attempt { $number }, { $action }: { $state }
happening-called = a person is called: { $why }
happening-resolved = it is over
need-exhausted = what may be tried did not heal it
need-nothing-applies = nothing is configured that could heal it
need-approval = an attempt waits for approval
need-isolated = isolated to protect the others
how-recovery = recovery
how-healed = healed by { $action }
how-itself = went away by itself
how-person = ended by { $name }
how-prevented = prevented by { $action }
how-came-true = came true: the failure is an incident of its own
how-false-alarm = false alarm: it did not happen
how-unsettled = foreseen; nobody knows what came of it
how-merged = part of incident { $into }
how-removed = no longer configured
incident-open = open
incident-healing = healing
incident-person = needs you
incident-approval = approve?
incident-healed = healed
incident-passed = passed
incident-by-hand = by hand
incident-prevented = prevented
incident-came-true = came true
incident-false-alarm = false alarm
incident-unsettled = not known
incident-merged = merged
incident-removed = removed
doing-acting = { $action }: under way, given up in { $left }
doing-settling = { $action }: done, not well yet, given up in { $left }
doing-verifying = { $action }: well again, proved in { $left }
doing-proposed = { $action }: waits for approval
doing-nothing = nothing is tried at this moment
incident-took = { $how } after { $span }
incident-foreseen = foreseen
incident-preventing = preventing
incident-watching = watched
doing-watching = { $action }: done in time; prevented if all is well for { $left }
doing-in-vain = { $action }: in vain, { $why }
recovery-foreseen = Foreseen
recovery-expected = expected
recovery-due = due
recovery-pace = growth
recovery-limit = limit
recovery-judged = judged
recovery-judged-in = in { $left }
recovery-outcome = outcome
recovery-trust = trust
recovery-attempts = Attempts
recovery-incidents = incidents
recovery-none = No incident goes on, and none ended in the last hour.
recovery-note = { $open } going on · { $ended } ended in the last hour
recovery-number = incident { $id }
recovery-layer = layer
recovery-called = called
recovery-now = now
recovery-began = began
recovery-ended = ended
recovery-causes = Likely causes
recovery-no-causes = Nobody is suspected yet.
recovery-layers = Layers
recovery-window = { $elapsed } of { $window }
recovery-window-open = for { $elapsed }
recovery-comes = in { $left }
recovery-left = tries left
recovery-left-of = { $action } { $left } of { $all }
recovery-pause = pause
recovery-pause-left = next try in { $left }
recovery-breaker = breaker
recovery-breaker-left = open, one try in { $left }
recovery-hands = taken over
recovery-hands-left = by hand; left alone for { $left }
recovery-took = healed in { $span }
recovery-undone = undone
recovery-weighed = Weighed for attempt { $number }
recovery-heals = heals
recovery-tries = tries
recovery-cost = costs
recovery-action = action
recovery-members = Alerts
recovery-timeline = Timeline
recovery-like = like
recovery-earlier = earlier ones
recover-title = Recover { $name }
recover-asking = Asking the runtime what each way would do…
recover-effect = What it does, in order
recover-interrupts = interrupts
recover-interrupts-none = no other service
recover-undo = undo
recover-undo-yes = what it changed is put back if it does not heal
recover-undo-no = cannot be put back
recover-left = then left
recover-left-tries = { $n ->
    [0] no try of it in this incident
    [one] 1 try of it in this incident
   *[other] { $n } tries of it in this incident
}
recover-holds = counts when
recover-holds-for = well for { $span }
recover-anyway = recovery itself would not: { $why }
recover-refused = not now: { $why }
recover-do = Do it
recover-keys = up down: action · left right: answer · Enter · Esc cancels
approve-title = Attempt { $number } on { $name }
approve-question = Recovery proposes: { $action }
approve-heals = { $tries ->
    [one] believed to heal { $heals } % of incidents like this, 1 try known
   *[other] believed to heal { $heals } % of incidents like this, { $tries } tries known
}
approve-do = Approve
reject-do = Reject
approve-effect = it is made now
reject-effect = it is not made; recovery leaves it alone for a minute

## Predictions
word-measure-memory = memory
word-measure-files = open files
word-measure-disk = disk
word-measure-room = the room of a directory
word-measure-host-memory = memory of the host
word-measure-swap = swap space
word-measure-host-files = open files of the host
word-measure-queue = open runs
word-measure-certificate = certificate
word-measure-restarts = restarts
word-measure-latency = answer time
word-measure-failure = failure
word-measure-drive = drive
word-measure-runs = failure of runs
word-measure-lateness = lateness of runs
word-measure-host = failure of the host
foreseen-why = { $what }: { $pace }
foreseen-memory = memory reaches { $limit } { $when } ({ $share })
foreseen-files = open files reach { $limit } { $when } ({ $share })
foreseen-room = a directory of it is at { $limit } of what it may hold { $when } ({ $share })
foreseen-disk = the disk is at { $limit } { $when } ({ $share })
foreseen-host-memory = memory of the host is at { $limit } { $when } ({ $share })
foreseen-swap = swap space is at { $limit } { $when } ({ $share })
foreseen-host-files = open files of the host reach { $limit } { $when } ({ $share })
foreseen-queue = open runs of workflows reach { $limit } { $when } ({ $share })
foreseen-certificate = its certificate expires { $when } ({ $share })
foreseen-certificate-low = its certificate is valid for no more than { $limit } { $when } ({ $share })
foreseen-certain = certain
foreseen-until = valid until { $at }
foreseen-restarts = restarts reach { $limit } { $when } ({ $share })
foreseen-latency = answers take { $limit } { $when } ({ $share })
foreseen-failure = it fails { $when } ({ $share })
foreseen-host = the host fails { $when } ({ $share })
foreseen-omen = { $series } { $before } → { $now } within { $span }
foreseen-signs = signs
foreseen-usually = base rate
foreseen-in = in { $span }
foreseen-within = within { $span }
foreseen-any-moment = at any moment
foreseen-pace = { $amount } over { $span }
foreseen-per-minute = +{ $amount }/min
foreseen-per-hour = +{ $amount }/h
foreseen-chance = { $share } in { $span }
foreseen-chances = { $chances }; learned over { $span }
detail-ahead = Ahead
trends-ahead-none = too little is known to tell what comes: { $known } values of the past; repeat this when there are more
trends-ahead-at = from
trends-ahead-mean = expected
trends-ahead-80 = 80 %
trends-ahead-95 = 95 %
trends-ahead-errors = in the past it was off by { $own } on average; repeating the last season by { $naive }
outlook-of = { $measure }: { $outlook }
outlook-learning = learning, { $seen } of { $of }
outlook-expires = expires in { $span } (certain)
outlook-drive-learning = { $drive }: { $learning }
outlook-drive-lives = { $drive } does not fail in { $span } ({ $share })
outlook-drive-fails = { $drive } fails in { $span } ({ $share })
outlook-full = full in { $span } ({ $share })
outlook-not-full = not full within { $span } ({ $share })
outlook-reached = at { $limit } in { $span } ({ $share })
outlook-below = below { $limit } for { $span } ({ $share })
bound-rule = by rule { $rule }
bound-probe = by probe { $probe }
bound-limits = by its own limits
bound-kernel = what the kernel gives it
bound-policy = by its restart policy
bound-expiry = then it is over
bound-size = then it is full
outcome-open = open
outcome-hit = came true
outcome-prevented = prevented
outcome-false-alarm = false alarm
outcome-unsettled = not known
foretold-none = none judged yet
foretold-rate = { $share } came true, { $hit } of { $judged }

## Agents
agent-running = running
agent-paused = paused
agent-restarting = restarting
agent-unresponsive = silent
agent-name-monitoring = monitoring
agent-name-analytics = analytics
duty-monitoring = Takes samples, runs probes, judges health, raises and clears alerts.
duty-analytics = Works out availability, repair times and punctuality; keeps history within its bounds.
activity-idle = idle
activity-watching = watching { $series } series, { $probes } probes
activity-figuring = following { $services } services
agent-restart = starts again in { $left }, attempt { $attempt }
agent-silent = has not answered for { $span }
agent-paused-effect = rests; events wait in its mailbox, samples are dropped and counted
verb-pause = pause
verb-resume = resume

## Trends
trends-series = Series
trends-no-series = No series yet.
trends-no-data = No data in this time.
trends-news = What is new
trends-goals = Goals
trends-no-news = Nothing unusual in { $n } series.
trends-silent = silent
trends-new = new
trends-behind-none = alone
trends-behind-day = and the day before
trends-behind-week = and the week before
trends-marks-trouble = trouble
trends-marks-change = changes
trends-marks-start = starts
trends-marks-none = nothing happened in this time
trends-surprise = { $n } standard errors from what it does anyway
trends-fact-news = new
trends-fact-ahead = ahead
trends-fan = expected: 50, 80, 95 %
trends-fan-none = too little is known to tell what comes: { $known } values of the past
trends-fact-like = this hour
trends-goal = goal
trends-measured = measured
trends-target = target
trends-course = course
save-title = Save this chart
save-path = file
save-forms = .svg is a picture, .csv the points, .json points, marks and facts.
save-kept = A file that is there is left alone.
save-bad-name = the name must end in .svg, .csv or .json
save-nothing = There is no chart to save yet.
save-done = saved in { $path }
save-failed = cannot write { $path }: { $why }
trends-until = until { $at }
trends-raw = samples
trends-minute = per minute
trends-hour = per hour
trends-last = now
trends-mean = mean
trends-least = least
trends-most = most
period-15m = 15 minutes
period-1h = 1 hour
period-6h = 6 hours
period-24h = 24 hours
period-7d = 7 days
period-30d = 30 days
period-1y = 1 year
trend-level = { $from } → { $to } at { $at }
trend-episode = { $to } instead of { $usual }, { $at } to { $until }
trend-drift = { $from } → { $to }, drifting since { $at }
trend-silent = nothing since { $at }
trend-new = new since { $at }, at { $level }
trend-unknown = unknown
trend-steady = none beyond chance
trend-per-hour = { $slope } an hour (95 %: { $low } to { $high })
trend-per-day = { $slope } a day (95 %: { $low } to { $high })
trend-daily = daily, foretells { $share } ({ $n } days)
trend-weekly = weekly, foretells { $share } more ({ $n } weeks)
trend-no-season = none seen
trend-no-step = none seen
trend-against = { $share }: { $now }, then { $then }
trend-against-plain = { $now }, then { $then }
trend-fact-level = level
trend-fact-slope = slope
trend-fact-season = season
trend-fact-change = last change
trend-fact-day = vs the day before
trend-fact-week = vs the week before
sheet-period = { $series }, { $since } to { $until }
sheet-utc = time (UTC)
sheet-unit-percent = percent
sheet-unit-bytes = bytes
sheet-unit-rate = bytes a second
sheet-unit-celsius = °C
sheet-unit-time = time
sheet-unit-count = count
sheet-unit-plain = value
sheet-bad = alerts and incidents
sheet-change = deploys and changes
sheet-start = starts and ends
goal-rose = rose from { $from } to { $to } at { $at }
goal-fell = fell from { $from } to { $to } at { $at }
goal-turnaround = task turnaround
goal-recovery = healed without you
goal-prediction = predictions right
goal-collaboration = worked together
basis-runs = { $n ->
    [0] no run of a workflow succeeded in this time
    [one] { $n } run that succeeded; single tasks are not measured yet
   *[other] the middle of { $n } runs that succeeded; single tasks are not measured yet
}
basis-watched = { $services } services over { $span } that was watched, { $outages ->
    [one] { $outages } outage
   *[other] { $outages } outages
}
basis-incidents = { $n ->
    [0] no incident ended in this time
   *[other] { $healed } healed and { $passed } passed by themselves of { $n }
}
basis-predictions = { $n ->
    [0] no prediction was judged in this time
    [one] { $n } prediction judged
   *[other] { $n } predictions judged
}
basis-not-measured = not measured yet: agents do not work together here so far
metric-host-cpu-used-percent = cpu
metric-host-cpu-core-percent = cpu of a core
metric-host-load-1m = load, 1 minute
metric-host-load-5m = load, 5 minutes
metric-host-load-15m = load, 15 minutes
metric-host-pressure-cpu-percent = waiting for cpu
metric-host-pressure-io-percent = waiting for disks
metric-host-pressure-memory-percent = waiting for memory
metric-host-memory-used-percent = memory
metric-host-memory-used-bytes = memory used
metric-host-memory-available-bytes = memory available
metric-host-swap-used-percent = swap
metric-host-swap-used-bytes = swap used
metric-host-disk-used-percent = disk
metric-host-disk-used-bytes = disk used
metric-host-disk-free-bytes = disk free
metric-host-disk-inodes-percent = inodes
metric-host-io-read-bytes-per-second = disk read
metric-host-io-written-bytes-per-second = disk written
metric-host-net-received-bytes-per-second = network in
metric-host-net-sent-bytes-per-second = network out
metric-host-temperature-celsius = temperature
metric-host-files-open-count = open files
metric-host-files-used-percent = open files, of those there may be
metric-workflow-open-count = open runs
metric-host-processes-count = processes
metric-disk-failing = the drive says that it fails
metric-disk-present = drive is there
metric-disk-age-hours = hours in use
metric-disk-temperature-celsius = temperature of the drive
metric-disk-io-errors-count = errors of the drive
metric-disk-scsi-grown-defects = defects that have grown
metric-disk-smart-5 = sectors replaced
metric-disk-smart-9 = hours in use
metric-disk-smart-187 = errors that could not be corrected
metric-disk-smart-188 = commands that timed out
metric-disk-smart-197 = sectors that wait for replacement
metric-disk-smart-198 = sectors that cannot be corrected
metric-disk-smart-199 = errors on the cable
metric-disk-nvme-available-spare = spare that is left
metric-disk-nvme-critical-warning = critical warnings
metric-disk-nvme-media-errors = media errors
metric-disk-nvme-num-err-log-entries = entries in the error log
metric-disk-nvme-percentage-used = wear
metric-disk-nvme-unsafe-shutdowns = unsafe shutdowns
metric-service-cpu-percent = cpu
metric-service-memory-bytes = memory
metric-service-threads-count = threads
metric-service-files-count = open files
metric-service-files-used-percent = open files of those it may open
metric-service-restarts-count = restarts
metric-service-processes-count = processes
metric-service-read-bytes-per-second = read
metric-service-written-bytes-per-second = written
metric-service-dir-used-percent = fullest directory
metric-service-log-lines-per-second = log lines a second
metric-service-log-errors-per-second = complaints in the log a second
metric-probe-latency-ms = probe latency
metric-probe-failed-percent = failing probes
metric-probe-certificate-days = certificate valid for

## Logs
logs-runtime = runtime
logs-lines = { $n } lines
logs-skipped = { $n } bytes passed over
logs-matches = { $n } match “{ $text }”
logs-wrapped = wrapped
logs-following = following
logs-at = at line { $n }
logs-empty = Nothing has been written yet.
level-error = ERROR
level-warn = WARN
level-info = INFO
level-debug = DEBUG

## Log of changes
entry-run-started = workflow began
entry-run-refused = workflow not run
entry-run-ended = workflow ended
entry-step-answered = step answered
entry-runtime-started = runtime started
entry-runtime-ended = runtime ended
entry-config-reloaded = configuration reloaded
entry-model-replaced = a better model of failures was learned
entry-host-went-down = the host went down and was booted again
entry-service-start-asked = asked to start
entry-service-stop-asked = asked to stop
entry-service-restart-asked = asked to restart
entry-service-started = started
entry-service-adopted = adopted
entry-service-exited = ended by itself
entry-service-start-failed = could not start
entry-service-stopped = stopped
entry-service-refused = order refused
entry-service-unhealthy = restarted, not alive
entry-service-scaled = number of instances changed
entry-service-reloaded = configuration read again
entry-service-reload-failed = could not be reloaded
entry-service-stop-failed = its stop command failed, signalled instead
entry-service-swept = leftover processes killed
entry-service-released = runs another release
entry-incident-opened = incident
entry-incident-resolved = incident over
entry-incident-escalated = a person is called
entry-prediction-made = trouble foreseen
entry-prediction-settled = prediction settled
entry-recovery-tried = recovery tries
entry-recovery-verified = healed, proved
entry-recovery-failed = recovery did not heal
entry-alert-opened = alert
entry-alert-changed = alert changed
entry-alert-acknowledged = alert acknowledged
entry-alert-unacknowledged = alert given back
entry-alert-resolved = alert resolved
entry-silenced = silenced
entry-silence-ended = silence ended
entry-agent-paused = paused
entry-agent-resumed = resumed
entry-agent-panicked = panicked, restarted
entry-fault-injected = fault put in
entry-faults-taken-back = faults taken back
entry-times = { $n } times
entry-by = by { $by }

## Popups
cancel = Cancel
confirm-title = { $what }?
order = { $verb } { $what }
confirm-start = { $name } ({ $state }) is started.
confirm-stop = { $name } ({ $state }, pid { $pid }) is asked to end, killed after its grace, and stays down until it is started again.
confirm-restart = { $name } ({ $state }, pid { $pid }) is asked to end, killed after its grace, and started again at once.
confirm-reload = { $name } ({ $state }, pid { $pid }) reads its configuration again.
confirm-stop-all = those that need it end first, all stay down
confirm-dependants = { $n ->
    [one] 1 service needs it: { $list }
   *[other] { $n } services need it: { $list }
}
confirm-no-dependants = No other service needs it.
confirm-more = … and { $n } more.
confirm-hidden = { $n } of them are hidden by the filter.
quit-title = Leave
quit-question = Healing needs a runtime. What should become of it?
quit-cancel = stay here
quit-detach = Detach
quit-detach-effect = the runtime and its services go on
quit-background = Keep running in the background
quit-background-effect = services stay supervised, without a screen
quit-leave = Stop the runtime only
quit-leave-effect = services go on unsupervised; the next runtime adopts them
quit-stop = Stop everything
quit-stop-effect = services are stopped, dependants first
quit-demo = End the demo
quit-demo-effect = its services are stopped, and nothing of it is left running
prompt-acknowledge = Acknowledge
prompt-silence = Silence
prompt-note = note
prompt-span = for
prompt-keys = Enter goes on, Tab next field, Esc cancels
prompt-bad-span = “{ $text }” is no span; write it like 30m, 2h or 1day
search-keys = ! inverse · a|b either · ^ $ ends · * anything · Enter keeps · Esc clears
help-title = Keys
help-keys = any other key closes this
group-console = Console
group-move = Moving about
legend-good = as it should be
legend-warn = odd, needs a look
legend-bad = broken, needs a person
legend-busy = under way
legend-off = off on purpose, or taken
legend-unknown = not known
palette-title = Command
palette-nothing = Nothing of that name here.

## Said in the footer
said-done = { $what }: accepted
said-failed = { $what }: { $why }
said-failed-many = { $what }: { $n } refused, the first: { $why }
said-read-only = This session may only look: it was attached with --read-only.
said-lost = The runtime is lost; nothing can be changed until it is back.
said-no-alert = No alert is selected for that.
said-no-silence = No silence covers it.
said-no-demo = faults are for the demo: autoagents demo
said-no-service = That is about no service.
said-nothing-proposed = Nothing waits for approval here.
said-no-filter = There is nothing to filter here.
said-mouse-taken = The mouse works here; Shift selects text.
said-mouse-released = The mouse belongs to the terminal again.
said-no-suspend = The runtime lives in this process, and suspending would stop all healing. Leave with q to keep it in the background.

## Actions: what a key does, as help and the command line say it
action-overview = go to Overview
action-agents = go to Agents
action-services = go to Services
action-alerts = go to Alerts
action-recovery = go to Recovery
action-predictions = go to Predictions
action-unusual = predictions, what is unusual, or what looks ahead
action-trends = go to Trends
action-logs = go to Logs
action-command = command line
action-help = help
action-filter = filter, or search in logs
action-mouse = release or take the mouse
action-redraw = draw the screen again
action-suspend = suspend to the shell
action-quit = leave
action-up = up
action-down = down
action-top = to the first
action-bottom = to the last
action-page-up = a page up
action-page-down = a page down
action-half-page-up = half a page up
action-half-page-down = half a page down
action-next-pane = next pane
action-previous-pane = previous pane
action-open = open
action-back = one level back
action-mark = mark the row
action-acknowledge = acknowledge
action-unacknowledge = unacknowledge
action-silence = silence
action-unsilence = end silence
action-history = past alerts
action-pause = pause or resume
action-start = start
action-stop = stop
action-restart = restart
action-reload = reload
action-stop-all = stop with dependants
action-recover = recover it by hand
action-approve = approve what is proposed
action-reject = reject what is proposed
action-open-log = open its log
action-shorter-period = shorter period
action-longer-period = longer period
action-zoom-in = zoom in
action-zoom-out = zoom out
action-earlier = earlier
action-later = later
action-faults = break something (demo)
action-next-mark = next mark
action-previous-mark = previous mark
action-compare = compare with the day or the week before
action-ahead = show what is expected right of the present
action-next-list = list series, what is new, or goals
action-save-chart = save the chart to a file
action-overlay = show what happened in the chart
action-follow = follow the end
action-wrap = wrap long lines
action-next-source = next log
action-previous-source = previous log
action-next-match = next match
action-previous-match = previous match

## Short forms for the footer
hint-command = command
hint-faults = break
hint-recover = recover
hint-approve = approve
hint-reject = reject
hint-next-mark = next mark
hint-previous-mark = mark
hint-ahead = ahead
hint-compare = compare
hint-next-list = list
hint-save-chart = save
hint-filter = filter
hint-mark = mark
hint-search = search
hint-unusual = view
hint-history = history
hint-open-log = log
hint-shorter-period = shorter
hint-longer-period = longer
hint-zoom-in = closer
hint-zoom-out = farther
hint-overlay = marks
hint-follow = follow
hint-wrap = wrap
hint-unacknowledge = unack
hint-acknowledge = ack

# The Workflows tab, and what is asked about runs
tab-workflows = Workflows
action-workflows = go to Workflows
action-left = to the left
action-right = to the right
action-run = run
action-cancel = cancel
action-retry = run what failed again
action-roll-back = undo what was done
action-answer = answer what is asked
action-gantt = bars over time, or the graph
hint-retry = retry
hint-roll-back = undo
hint-answer = answer
hint-gantt = bars
back = Back
run-asking = asks you
run-undoing = undoing
run-undone = undone
run-partly-undone = partly undone
column-workflow = workflow, run
column-outcome = outcome
column-steps = steps
column-undo = rollback
column-time = time
column-when = when
count-workflows = { $n ->
    [one] { $n } workflow
   *[other] { $n } workflows
}
workflows-graph = Graph
workflows-bars = Over time
workflows-listed = Steps
workflows-log = { $step }, try { $n }
workflows-run = run { $id }
workflows-steps = { $n ->
    [one] { $n } step
   *[other] { $n } steps
}
workflows-usual = usually { $span }
workflows-of-usual = { $took } of ~{ $usual }
workflows-failed = { $failed } of { $of } failed lately
workflows-next = next { $at }
workflows-in = in { $span } ({ $at })
workflows-fired = { $fired } times, { $late } late, { $missed } missed, { $skipped } left out
workflows-forecasts = forecasts: { $worth }
workflows-undone = rollback: { $what }
hold-turn = its turn, after run { $run }
hold-slots = a slot: all { $busy } are taken
hold-parallel = a slot of the workflow: all { $most } are taken
hold-resource = `{ $resource }`, which others have
workflows-held = waits: { $why }
workflows-asked = { $step }: { $what }
workflows-open = { $n } open
workflows-gone = not configured any more
workflows-folded = +{ $n } more
workflows-critical = critical path { $line } { $length }
workflows-no-bars = Bars are drawn of a run: select one in the list.
workflows-too-large = This graph is too large to be drawn. Enter shows its steps as a list.
workflows-empty = No workflows yet.
workflows-empty-how = A workflow is a TOML file in { $folder }; its name is that of the file. For example:
workflows-empty-then = It appears here when the configuration is read again.
started-operator = by { $by }
started-schedule = by its schedule for { $due }
started-trigger = by { $what }
started-step = by a step of run { $run }
started-retry = by { $by }, again after run { $of }
step-item = item
step-items = items
step-items-done = { $done } of { $n } are over
step-sub-run = stands for
step-about = about
step-why = why
step-again-in = tried again in { $left }
step-asks = asks
step-after = after
step-undo = undo
step-attempts = Tries
step-try = try
step-tries = try { $n }
step-outputs = Outputs
step-no-log = This step has printed nothing: it is not a program, or has not begun.
question-approve = { $prompt }
question-approve-plain = May it go on?
question-task = to be done: { $prompt }
question-unknown = Has it happened? The runtime was killed while it ran.
question-unknown-undo = Is it undone? The runtime was killed while it was being undone.
answer-title = { $step } asks
answer-approve-yes = Approve
answer-approve-yes-effect = it goes on
answer-approve-no = Reject
answer-approve-no-effect = it counts as failed; you can say why
answer-task-yes = Done
answer-task-yes-effect = it goes on
answer-task-no = Cannot be done
answer-task-no-effect = it counts as failed; you can say why
answer-unknown-yes = It has happened
answer-unknown-yes-effect = the run goes on behind it
answer-unknown-no = It has failed
answer-unknown-no-effect = the run treats it as failed
answer-unknown-again = Run it again
answer-unknown-again-effect = also if that does it twice
answer-unknown-undo-yes = It is undone
answer-unknown-undo-yes-effect = the rollback goes on
answer-unknown-undo-no = It is not undone
answer-unknown-undo-no-effect = the rollback goes on without it
answer-unknown-undo-again = Undo it again
answer-unknown-undo-again-effect = also if that does it twice
errand-run = run { $id } of { $workflow }
errand-over = that run is ending or over
errand-open = that run goes on; cancel it first
errand-no-run = select a run first
errand-no-workflow = this workflow is not known here (any more)
errand-nothing-asked = nothing is asked in this run
errand-cancel-effect = Nothing new begins. What runs is asked to end, and killed after its grace.
errand-stops = is stopped: { $step }
errand-stop = Stop
errand-stop-effect = what was done stays
errand-stop-undo = Stop and undo
errand-stop-undo-effect = then what was done is undone, last first
action-retry-effect = A new run takes over what was done, and runs what failed or did not come to run.
action-retry-do = Run again
action-roll-back-effect = The undo of every step that was done is run, last first.
action-roll-back-do = Undo
form-title = Run { $workflow }
form-rehearse = Dry run
form-run = Run
form-keys = tab next   enter go on   pgup/pgdn scroll   esc close
form-no-params = It takes no parameters.
form-string = text
form-int = a whole number
form-float = a number
form-bool = true or false
form-list = texts, separated by commas
form-missing = must be given
form-wrong = must be: { $wanted }
form-would = Would run { $n ->
    [one] { $n } step
   *[other] { $n } steps
}, in this order:
form-when = if { $when }
form-when-yes = since { $when }
form-when-no = skipped, for not { $when }
# End of the Workflows tab

## The demo and its faults
cli-demo-runs = the demo runs in { $dir }, its pages are at { $url }; `autoagents demo fault kill` breaks something, Ctrl-C ends it
cli-demo-injected = { $fault }: done; watch it heal with `autoagents service list` or in the console
cli-demo-healed = done: whatever was left of any fault is taken back
cli-demo-targets = ON
cli-demo-restart-heals = RESTART HEALS
cli-demo-what = WHAT HAPPENS
cli-yes = yes
cli-no = no
fault-kill = the process is killed (SIGKILL)
fault-kill-truth = the service has another pid, its last exit says signal 9
fault-hang = the process is stopped (SIGSTOP): it lives and answers nothing
fault-hang-truth = /proc says state T, its probes time out
fault-crash-loop = a stale lock or a damaged state file makes it end at every start until that is cleared
fault-crash-loop-truth = it exits with 1 again and again, its log names the file
fault-memory-leak = takes 5 MB of memory every second, and is out of it at 192 MB
fault-memory-leak-truth = service.memory_bytes rises without end
fault-slow-leak = takes 1 MB of memory every second: it can be seen coming
fault-slow-leak-truth = service.memory_bytes rises towards its limit
fault-descriptor-leak = opens files and never closes them, until it may open no more (256)
fault-descriptor-leak-truth = service.files_count rises without end
fault-cpu-hog = keeps a whole processor busy with nothing
fault-cpu-hog-truth = service.cpu_percent near 100
fault-slow-descriptor-leak = opens a file every second and never closes it: it can be seen coming
fault-slow-descriptor-leak-truth = service.files_count rises towards its limit
fault-slow-latency = every answer takes a little longer than the one before, over minutes
fault-slow-latency-truth = probe.latency_ms rises towards its limit
fault-slow-errors = a slowly growing share of requests fails
fault-slow-errors-truth = service.log_errors_per_second rises, until /health says so
fault-filling-disk = its small disk fills with backups of backups, over minutes
fault-filling-disk-truth = service.dir_used_percent rises, until writing fails
fault-latency-ramp = every answer takes longer than the one before, up to 4 s
fault-latency-ramp-truth = p95_ms in /metrics and probe.latency_ms rise
fault-error-ramp = a growing share of requests fails, in the end all of them
fault-error-ramp-truth = error_share in /metrics rises, /health says so
fault-full-disk = its small disk is full: writing fails with ENOSPC
fault-full-disk-truth = /health says “No space left on device”
fault-lost-dependency = lives, but refuses connections, as behind a firewall
fault-lost-dependency-truth = its port refuses, what needs it says so in /health
fault-port-taken = it is killed, and a stray process takes its port
fault-port-taken-truth = it ends at every start: the address is in use
fault-bad-deploy = a broken release is put in place, and the service is started again
fault-bad-deploy-truth = releases/api/current leads to v2-bad, four of five requests fail
fault-clock-jump = the wall clock that it sees jumps an hour ahead
fault-clock-jump-truth = /health says by how much the clock has jumped
fault-zombie = starts children and never asks how they ended, until it can start no more
fault-zombie-truth = /proc shows its children in state Z, /live says how many
fault-orphan = ends, and leaves a child behind that holds its port
fault-orphan-truth = a child of the ended process still listens, the new one cannot
faults-title = Break something
faults-fault = FAULT
faults-on = ON
faults-order = { $fault } on { $service }
faults-restart-heals = a restart heals it
faults-restart-does-not = a restart does not heal it
faults-take-back = take everything back
faults-take-back-effect = undo whatever is left of the faults that were put in
faults-keys = ↑ ↓ fault   ← → service   Enter break   Esc back
demo-io = cannot { $attempt } `{ $path }`: { $error }; hint: name a directory that can be written with `--dir`
demo-foreign = `{ $dir }` is not empty and holds no demo; hint: name a new directory, or an empty one
demo-in-use = a demo runs in `{ $dir }` already; hint: `autoagents demo --dir { $dir }` attaches to it
demo-no-ports = there are not enough free ports on loopback; hint: see who holds them with `ss -ltnp`
demo-not-running = no demo is running; hint: start one with `autoagents demo`, or name its directory with `--dir`
demo-several = several demos are running: { $dirs }; hint: say which with `--dir`
word-attempt-find = find
word-attempt-read = read
word-attempt-write = write
word-attempt-make = make the directory
word-attempt-lock = lock
word-attempt-link = make the link
word-attempt-remove = remove
word-what-fault = fault
refusal-no-demo = faults are put into a demo only; hint: start one with `autoagents demo`
refusal-not-a-target = `{ $service }` cannot have `{ $fault }`; hint: put it into one of { $targets }
refusal-not-injected = `{ $fault }` cannot be put into `{ $service }`: { $system }; hint: does it run?
failure-headless-verb = `--headless` is for running the demo, not for its other commands
help-demo = A sample community platform of real processes to try this out on, with faults to put into it. It touches nothing outside its directory and leaves nothing behind
help-demo-faults = The faults there are
help-demo-fault = Put a fault into the demo that runs
help-demo-heal = Take back whatever is left of the faults that were put in
help-demo-part = One process of the demo's platform
arg-headless = Without a screen
arg-demo-limit = Ends by itself after this time (with `--headless`)
arg-dir = Its directory, which is kept; a temporary one that is removed at the end unless given. For the other commands: which demo is meant, where several run
arg-on = Into which service, instead of the usual one
arg-port = The port that a stray process takes

## Refusals
refusal-not-found = there is no { $what } `{ $name }`{ $nearest ->
    [none] {""}
   *[other] ; hint: did you mean `{ $nearest }`?
}
refusal-read-only = this session is read-only; hint: attach without --read-only
refusal-barred = recovery cannot act on `{ $service }`: { $bar }
refusal-nothing-proposed = nothing waits for approval in incident { $incident }; hint: see `autoagents incident show { $incident }`
bar-nothing-to-do = there is nothing that it could do; hint: set `[service.recovery]` for it, or name an `--action`
bar-later = it belongs to the { $layer } layer
bar-spent = it was tried { $tries } times in this incident
bar-breaker-open = too many attempts failed; the next one is let through in a while
bar-pause = the last attempt is taken in, or a person has taken over, for a moment
bar-policy-never = its restart policy is "never"
bar-dependency-down = `{ $on }`, which it needs, is down
bar-hands-off = it is meant to be down; hint: start it with `autoagents service start`
bar-busy = another attempt is under way; hint: wait until it is over
bar-healthy = it is well
refusal-running = `{ $name }` is running already
refusal-starting = `{ $name }` is starting already
refusal-stopped = `{ $name }` is stopped already
refusal-no-command = `{ $name }` is external and has no command to { $verb } it; hint: set `{ $verb }_command` in its [[service]]
refusal-no-heartbeat = `{ $name }` has no heartbeat probe; hint: add a [[service.probe]] with `kind = "heartbeat"`
refusal-several-heartbeats = `{ $name }` has several heartbeat probes; hint: name one, such as `{ $name }/{ $probe }`
refusal-no-restart = `{ $name }` is external and has no restart; hint: stop it, then start it
refusal-all-stopped = `{ $name }` and all that need it are stopped already
refusal-no-reload = `{ $name }` has neither a signal nor a command to reload it; hint: set `reload` in its [[service]], or restart it
refusal-not-running = `{ $name }` does not run; hint: only what runs can be reloaded
refusal-runs-once = `{ $name }` runs once; hint: set `instances` in its [[service]] to run it several times
refusal-too-many = `{ $name }` may have { $max } instances at most; hint: set `max_instances` in its [[service]]
refusal-as-many = `{ $name }` has { $count } instances already
refusal-several-instances = `{ $name }` runs several times; hint: name one of them, such as `{ $one }`
refusal-no-instances = `{ $name }` has no instances now; hint: `autoagents service scale { $name } 1`
refusal-unclear = nobody can tell how `{ $name }` is: { $manager ->
    [none] its manager has not answered yet; hint: try again in a moment
   *[other] { $manager }
}
refusal-ending = the runtime is ending; hint: start it again first
refusal-not-acknowledged = alert { $id } is not acknowledged
refusal-silence-of-all = a silence needs a rule or a subject; hint: silence one alert, or name what to silence
refusal-silence-span = a silence lasts more than nothing and at most a year; hint: give a duration such as `2h`
refusal-not-saved = done, but not saved: { $store }
refusal-log-unreadable = the log of `{ $name }` cannot be read: { $log }
refusal-no-log = the log of `{ $name }` cannot be read: { $manager }
refusal-busy = too many queries wait, or the runtime is ending; hint: try again
refusal-no-answer = the runtime does not answer that; hint: use the same version of `autoagents` for both
refusal-lost = the runtime is lost; hint: wait until it is found again
refusal-ended = the runtime has ended
word-what-service = service
word-what-alert = firing alert
word-what-silence = silence
word-what-agent = agent
word-what-incident = open incident
word-what-action = remedy
word-what-heartbeat = heartbeat probe
# Workflows: why a run, or what is asked of it, cannot be, and why a try of a step failed
word-what-series = series
word-what-workflow = workflow
word-what-definition = definition
word-what-run = run
word-what-step = step
run-refusal-param-missing = the parameter `{ $param }` must be given; hint: add `-p { $param }=VALUE`
run-refusal-no-param = there is no parameter `{ $param }`{ $nearest ->
    [none] {""}
   *[other] ; hint: did you mean `{ $nearest }`?
}
run-refusal-param-type = the parameter `{ $param }` cannot be `{ $given }`; hint: possible is { $wanted }
run-refusal-run-over = run { $run } is over; hint: see `autoagents workflow show { $run }`
run-refusal-run-ending = run { $run } comes to its end already: what it has done is being undone, or its steps for a failure run; hint: see `autoagents workflow show { $run }`
run-refusal-run-open = run { $run } goes on; hint: wait for its end, or end it with `autoagents workflow cancel { $run }`
run-refusal-nothing-to-retry = run { $run } has not failed, so there is nothing to run again
run-refusal-taken-over = run { $by } has taken over what run { $run } did, so it can be undone or run again only there; hint: `autoagents workflow rollback { $by }` or `autoagents workflow retry { $by }`
run-refusal-nothing-to-undo = run { $run } has done nothing that could be undone
run-refusal-not-asking = the step `{ $step }` asks nothing; hint: `autoagents workflow show RUN` says which step does
run-refusal-no-other = the step `{ $step }` cannot be run again, for it is its undo that is asked about; hint: answer `yes` or `no`
run-refusal-trigger = what the trigger gives cannot be worked out: { $why }
run-refusal-overlap = run { $run } of `{ $workflow }` goes on, and another one is not begun meanwhile; hint: wait for its end, or end it with `autoagents workflow cancel { $run }`
run-refusal-full = { $runs } runs wait already; hint: wait until some have begun, or cancel some
run-refusal-gone = the configuration has no workflow `{ $workflow }` any more; hint: see `autoagents workflow list`
step-failure-exit = { $exit }
step-failure-start = it could not be started: { $start }
step-failure-timed-out = it took longer than { $after }
step-failure-hung = it was not heard of for { $silent }
step-failure-not-begun = it did not get its turn within { $after }
step-failure-expression = `{ $expression }` cannot be worked out: { $error }
step-failure-no-secret = the secret `{ $secret }` cannot be read: { $error }
step-failure-outputs = its outputs cannot be read: { $error }
step-failure-not-recalled = run { $run } cannot be undone: it is not in the journal any more, or that cannot be read; hint: undo by hand what it did, or roll back again when the journal is well
step-failure-status = the server answered { $status }
step-failure-http = the server could not be asked: { $error }
step-failure-rejected = { $note ->
    [none] { $by } rejected it
   *[other] { $by } rejected it: { $note }
}
step-failure-declared = { $by } says that it has failed
step-failure-service = the service `{ $service }` did not do it: { $error }
step-failure-refused = the service `{ $service }` was not asked: { $refusal }
step-failure-workflow = the workflow could not be run: { $refusal }
step-failure-sub-run = run { $run } has failed
step-failure-items = { $failed } of { $of } items have failed
step-failure-no-case = none of its cases holds
step-failure-too-many = { $items } items are more than the { $most } that are possible
step-failure-files = its files cannot be made or read: { $error }
step-failure-lost = nobody saw whether it ended
step-failure-overtaken = another try of it was faster
runs-twice = it takes unusually long and was begun a second time; the first to end counts
# Where runs and their steps are, who started them, and what they ask
run-state-queued = queued
run-state-running = running
run-state-draining = winding down
run-state-rolling-back = rolling back
run-state-handling = handling failure
run-state-ended = ended
run-outcome-succeeded = succeeded
run-outcome-failed = failed
run-outcome-cancelled = cancelled
run-outcome-timed-out = timed out
run-outcome-not-begun = not begun
run-outcome-superseded = superseded
step-state-waiting = waiting
step-state-ready = ready
step-state-delayed = to be retried
step-state-running = running
step-state-stopping = stopping
step-state-asking = asking
step-state-unknown = unknown
step-state-succeeded = succeeded
step-state-cached = unchanged
step-state-failed = failed
step-state-skipped = skipped
step-state-cancelled = cancelled
step-state-not-run = not run
undo-state-waiting = to be undone
undo-state-delayed = undo to be retried
undo-state-running = being undone
undo-state-asking = undo waits for a person
undo-state-unknown = undo unknown
undo-state-done = undone
undo-state-failed = not undone
undo-state-irreversible = irreversible
undo-why = undo: { $why }
started-by-schedule = schedule of { $due }
started-by-trigger = trigger: { $what }
started-by-step = step of run { $run }
started-by-retry = { $by }, retry of run { $run }
ask-approve = waits for approval
ask-task = waits until somebody has done it
ask-unknown = nobody saw whether it ended: has it happened?
ask-unknown-undo = nobody saw whether its undo ended: has it happened?
run-forecast = fails with { $fails }{ $late ->
    [none] {""}
   *[other] , late with { $late }
}, takes { $left } more ({ $least } to { $most }); from { $runs } runs
external-missing = `{ $name }` has no `{ $key }`; hint: set it, or do it by hand
external-not-run = `{ $key }` could not be run: { $error }
external-exited = `{ $key }` ended with { $exit }; hint: its output is in logs/{ $name }.log
external-timed-out = `{ $key }` had not ended after { $seconds } s and was killed
errand-not-run = the { $verb } command could not be run: { $error }
errand-no-process = its process has ended
errand-exited = the { $verb } command ended with { $exit }; hint: its output is in logs/{ $name }.log
errand-timed-out = the { $verb } command had not ended after { $millis } ms and was killed; hint: its output is in logs/{ $name }.log

## Why a process could not be started
start-no-command = `{ $service }` has no command to run; hint: set `command`, or `kind = "external"`
start-not-found = `{ $program }` does not exist; hint: put it there, or correct `command` (looked for `{ $looked_for }`)
start-not-in-path = `{ $program }` is in no directory of `PATH`; hint: install it, or give its whole path in `command`
start-no-interpreter = `{ $program }` needs an interpreter or loader that does not exist; hint: look at its first line (`#!`)
start-not-executable = `{ $program }` may not be executed; hint: `chmod +x` it, and check its directories and mount options
start-not-a-program = `{ $program }` is not a program for this machine; hint: a script needs a first line such as `#!/bin/sh`
start-busy = `{ $program }` is being written to; hint: put new versions in place by renaming
start-no-working-dir = the working directory `{ $dir }` does not exist; hint: create it, or correct `working_dir`
start-working-dir-closed = the working directory `{ $dir }` may not be entered; hint: check its permissions
start-no-room = there are too many processes or too little memory for `{ $program }`: { $error }; hint: see `ulimit -u` and `free`
start-too-long = the arguments and environment of `{ $program }` are too long; hint: move them to a file
start-not-joined = `{ $program }` could not join its cgroup: { $error }; hint: see that the runtime may write to its own cgroup
start-not-limited = `{ $program }` could not be limited to `{ $limit }`: { $error }; hint: only root may raise a limit above the hard one of the runtime (`ulimit -H -a`)
start-not-of-groups = `{ $program }` could not get the groups of its user: { $error }; hint: the runtime has to run as root, with the rights of root (CAP_SETGID)
start-not-of-group = `{ $program }` could not get group { $gid }: { $error }; hint: the runtime has to run as root, with the rights of root (CAP_SETGID)
start-not-user = `{ $program }` could not become user { $uid }: { $error }; hint: the runtime has to run as root, with the rights of root (CAP_SETUID)
start-unidentified = `{ $program }` was killed: its start time could not be read: { $error }; hint: is `/proc` mounted?
start-other = cannot run `{ $program }`: { $error }; hint: try it by hand in its working directory
remedy-nothing-in-the-way = nothing is in the way of `{ $service }`
remedy-in-use = { $path } is not stale: process { $pid } has it open
remedy-not-moved = { $path } cannot be moved aside: { $error }
remedy-not-put-back = { $path } cannot be moved back to { $to }: { $error }
remedy-unreadable = { $path } cannot be read: { $error }
remedy-nothing-old = { $path } is full, and there is no old file in it that nobody uses
remedy-not-on-mount = none of its directories is on `{ $path }`
remedy-holder-hidden = port { $port } is held by a process that may not be seen; hint: `ss -ltnp` as root
remedy-holder-foreign = port { $port } is held by process { $pid } ({ $program }), which is not of this service; hint: stop it, or move the service
remedy-holder-supervised = port { $port } is held by process { $pid } of `{ $other }`; hint: give each of them a port of its own
remedy-holder-stays = process { $pid }, which holds port { $port }, does not end
remedy-not-a-link = { $path } is not a link that can be read: { $error }
remedy-no-release = { $path } cannot be pointed at { $to }: there is no such release any more
remedy-not-linked = { $path } cannot be pointed at { $to }: { $error }
remedy-not-run = a step could not be run: { $start }
remedy-exited = `{ $program }` ended with exit { $code }{ $said ->
    [none] {""}
   *[other] ; it said: { $said }
}
remedy-killed = `{ $program }` ended with signal { $signal }{ $said ->
    [none] {""}
   *[other] ; it said: { $said }
}
remedy-overran = `{ $program }` had not ended in time and was killed{ $said ->
    [none] {""}
   *[other] ; it said: { $said }
}
remedy-lost = `{ $program }` ended, and nobody knows how{ $said ->
    [none] {""}
   *[other] ; it said: { $said }
}
remedy-told = { $text }

## Why systemd or a container engine cannot be asked, or does not do what it is asked to
drives-no-program = there is no program `{ $program }`; hint: install smartmontools, or set `smart = "off"` in `[disks]`
drives-program-not-run = `{ $program }` cannot be run: { $error }; hint: try it by hand, or correct `smartctl` in `[disks]`
drives-program-silent = `{ $program }` gives no answer within { $seconds } s; hint: a drive may be dying: see the kernel's log
drives-program-foreign = what `{ $program }` prints cannot be understood; hint: is it smartctl of smartmontools 7.0 or newer?
drives-drives-closed = `{ $drive }` cannot be asked: { $said }; hint: run as root, or set `smart = "off"` in `[disks]`
drives-no-drives = there is no drive that could be asked, as on most virtual machines
drive-fault-model-unreadable = it cannot be read: { $error }; hint: is it there, and may this user read it?
drive-fault-model-too-large = it is larger than any model; hint: is it the file that `autoagents model train --out` wrote?
drive-fault-model-foreign = it is cut off or no model: { $error }; hint: is it the file that `autoagents model train --out` wrote?
drive-fault-model-of-other-version = it is a model of version { $found }, and this program reads version { $known }; hint: train it anew with this program
drive-fault-model-without-columns = none of its columns is a value of a drive ({ $columns }); hint: name them smart_5, smart_187, nvme_media_errors, and train it anew
drive-fault-model-odd = its numbers cannot be worked out: { $error }; hint: train it anew
manager-no-systemctl = there is no program `systemctl` in `PATH`; hint: `kind = "unit"` needs systemd on this host
manager-not-run = `systemctl` cannot be run: { $error }; hint: try it by hand
manager-systemd-silent = { $scope } gives no answer within { $seconds } s; hint: is the host overloaded? try `systemctl status`
manager-systemd-away = { $scope } cannot be asked: { $said }; hint: is systemd the init of this host? `scope = "user"` needs a session, or `loginctl enable-linger`
manager-systemd-foreign = what `systemctl show` prints cannot be understood; hint: is it systemd's own, version 232 or newer?
manager-no-journal = `journalctl` does not give it: { $error }; hint: run as root, or put this user into the group `systemd-journal`
manager-unit-masked = `{ $unit }` is masked; hint: `systemctl unmask { $unit }`, or remove the service
manager-unit-missing = systemd knows no unit `{ $unit }`; hint: install it, correct `unit`, or `systemctl daemon-reload`
manager-unit-unloadable = `{ $unit }` cannot be loaded ({ $state }): { $said }; hint: `systemd-analyze verify { $unit }`
manager-unit-denied = systemd does not { $order } `{ $unit }`: { $said }; hint: run as root, or allow this user `org.freedesktop.systemd1.manage-units` with a polkit rule
manager-unit-refused = systemd does not { $order } `{ $unit }`: { $said }; hint: see `systemctl status { $unit }`
manager-no-socket = there is no socket of a container engine on this host; hint: start Docker or Podman, or set `socket`
manager-engine-away = `{ $socket }` cannot be reached: { $error }; hint: start the engine, or correct `socket`
manager-engine-denied = this user may not connect to `{ $socket }`; hint: run as root, or put the user into the socket's group (`usermod -aG docker USER`)
manager-engine-foreign = `{ $socket }` does not answer as a container engine: { $error }; hint: is it the socket of Docker or Podman?
manager-engine-silent = `{ $socket }` gives no answer within { $seconds } s; hint: is the engine overloaded? try `docker ps`
manager-container-missing = there is no container `{ $container }`; hint: create it (`docker create`, `docker compose up`), or correct `container`
manager-container-unclear = the engine does not say how `{ $container }` is: { $said }; hint: see the engine's own log
manager-container-denied = the engine's access rules forbid it for `{ $container }`: { $said }; hint: ask whoever set them
manager-container-refused = the engine does not { $order } `{ $container }`: { $said }; hint: see `docker inspect { $container }` and the engine's own log
manager-not-restarted = the order to restart `{ $target }` was taken, but it is the same run still; hint: try it by hand
word-scope-system = systemd
word-scope-user = the user's systemd
word-order-look = look at
word-order-start = start
word-order-stop = stop
word-order-restart = restart
word-order-kill = kill

## Configuration: what is wrong, and what to do
wrong-value-other-type = { $given } where { $wanted } belongs
    .hint = write it like `{ $example }`
wrong-value-not-a-word = { $given } where a word belongs
    .hint = write { $one_of } in quotes
wrong-value-unknown-word = `{ $text }` is none of the possible words
    .hint = { $near ->
        [none] use { $one_of }
       *[other] did you mean `{ $near }`? it can be { $one_of }
    }
wrong-value-not-yet = `{ $text }` is not available in this version
    .hint = use { $one_of }
wrong-value-not-a = `{ $text }` is not { $wanted }
    .hint = write it like { $one_of }
wrong-value-out-of-range = `{ $text }` is out of range
    .hint = write a number from { $least } to { $most }
wrong-value-not-positive = not more than nothing
    .hint = write a number above 0, or a size such as `"20MB"`
wrong-value-negative = `{ $text }` is negative
    .hint = write it like { $one_of }
wrong-value-no-unit = `{ $text }` has no unit
    .hint = write it like { $one_of }
wrong-value-too-short = `{ $text }` is too short
    .hint = write `{ $least }` or more
wrong-value-too-long = `{ $text }` is too long
    .hint = write `{ $most }` or less
wrong-value-too-small = `{ $text }` is too small
    .hint = write `{ $least }` or more
wrong-value-too-large = `{ $text }` is too large
    .hint = write it like { $one_of }
wrong-value-size-of-figure = a size where a number of { $figure } belongs
    .hint = write a number such as `80`
wrong-value-empty-name = an empty name
    .hint = use letters, digits, `.`, `_` and `-`, at most 64, beginning with a letter, a digit or `_`
wrong-value-empty-path = an empty path
    .hint = write `"."` for the directory of the file, or remove the line
wrong-value-empty-file-path = an empty path
    .hint = name a file, or remove it
wrong-value-empty-text = an empty text
    .hint = everything contains it: write what must be there
wrong-value-nothing-to-send = an empty text
    .hint = remove the line: without it nothing is sent
wrong-value-empty-list = an empty list
    .hint = write it like `{ $example }`, or remove the line
wrong-value-long-list = a list of more than { $most }
    .hint = leave some of them out
wrong-value-long-text = a text of more than { $most }
    .hint = write less
wrong-value-holds-nul = a text with a NUL character
    .hint = remove it
wrong-value-tilde = `~` in `{ $text }` has no meaning here
    .hint = write the whole path
wrong-value-command-as-text = a text where a list of program and arguments belongs
    .hint = no shell is used; write program and arguments apart: `{ $apart }`
wrong-value-no-program = a command without a program
    .hint = write program and arguments: `["./api", "--port", "8080"]`
wrong-value-not-a-status = `{ $text }` is not a status
    .hint = write a number from 100 to 599, or a class such as `"2xx"`
wrong-value-no-port = `{ $text }` has no port
    .hint = write it like `"127.0.0.1:5432"` or `"[::1]:5432"`
wrong-value-not-a-port = `{ $text }` is not a port
    .hint = write a number from 1 to 65535
wrong-value-no-brackets = `{ $text }` is an IPv6 address without brackets
    .hint = write it like `"[::1]:5432"`
wrong-value-not-http = `{ $text }` is neither `http://` nor `https://`
    .hint = write it like `"http://127.0.0.1:8080/health"`
wrong-value-not-a-pattern = `{ $text }` is not a regular expression: { $pattern_fault }
    .hint = see the syntax of the Rust crate `regex`; look-around and back-references are not in it
wrong-value-large-pattern = a regular expression that is too large
    .hint = make it shorter, or repeat less in it
wrong-value-not-in-json = `{ $text }` is no place in JSON: { $path_fault }
    .hint = write it like `"checks[0].status"`
pattern-fault-unclosed-group = a `(` is not closed
pattern-fault-unopened-group = a `)` closes nothing
pattern-fault-unclosed-class = a `[` is not closed
pattern-fault-unclosed-count = a `{"{"}` is not closed
pattern-fault-nothing-to-repeat = there is nothing to repeat before `*`, `+`, `?` or `{"{"}`
pattern-fault-unknown-escape = a `\` stands before a character for which it means nothing
pattern-fault-look-around = it looks ahead or behind
pattern-fault-back-reference = it refers back to a group
pattern-fault-other = { $error }
path-fault-empty-name = a name is empty
path-fault-unclosed = a `[` is not closed
path-fault-not-an-index = `{ $text }` is not an index
path-fault-follows-index = `{ $text }` follows an index
wrong-name-no-name = `{ $text }` cannot be a name
    .hint = use letters, digits, `.`, `_` and `-`, at most 64, beginning with a letter, a digit or `_`
wrong-name-no-account-name = `{ $text }` can be neither a name nor a number of an account
    .hint = write a name like `"www-data"`, or a number
wrong-name-no-unit-name = `{ $text }` cannot be the name of a unit
    .hint = use the name that `systemctl list-units` shows, such as `"nginx.service"`
wrong-name-unit-without-type = `{ $text }` has no type
    .hint = did you mean `"{ $text }.service"`?
wrong-name-unit-template = `{ $text }` is a template
    .hint = name an instance of it: `"{ $instance }"`
wrong-name-no-container-name = `{ $text }` cannot be the name of a container
    .hint = use the name that `docker ps` shows in its last column, such as `"shop-db"`
wrong-name-no-host-name = `{ $text }` cannot be the name of a host
    .hint = write it like `"shop.example"`; other letters than these as `xn--…`
wrong-name-no-server-name = `{ $text }` cannot be the name of a server
    .hint = write a host name such as `"shop.example"`, without a port
wrong-name-no-header-name = `{ $text }` cannot be the name of a header
    .hint = use letters, digits and `-`
wrong-name-no-header-value = the value of `{ $name }` cannot be sent
    .hint = write it in one line, without control characters
wrong-name-own-header = `{ $name }` is set by the probe itself
    .hint = remove it
wrong-name-no-variable-name = `{ $text }` cannot be the name of a variable
    .hint = use letters, digits and `_`
wrong-name-own-variable = `{ $name }` is set by the runtime
    .hint = remove it: it marks the process as supervised
wrong-name-twice = there already is a { $section } `{ $name }`
    .hint = give one of the two another name, or remove it
wrong-name-twice-in-service = there already is a probe `{ $name }` in `{ $service }`
    .hint = give it a `name` of its own
wrong-name-built-in = `{ $name }` is a built-in rule
    .hint = give this rule another name
wrong-name-taken = `{ $target }` is `{ $by }` already
    .hint = remove one of the two services
wrong-name-no-service = there is no service `{ $name }`
    .hint = { $near ->
        [none] add a `[[service]]` with `name = "{ $name }"`, or do not name it here
       *[other] did you mean `{ $near }`?
    }
wrong-name-no-instance = there is no instance `{ $instance }`
    .hint = { $count ->
        [none] `{ $name }` runs once: write `{ $name }`, or give it `instances`
       *[other] `{ $name }` has { $count } `instances`: name one of them, or `{ $name }` for all
    }
wrong-name-no-service-begins = no service begins with `{ $name }`
    .hint = name a service that is configured
wrong-name-no-runbook = there is no runbook `{ $name }`
    .hint = { $near ->
        [none] add a `[[runbook]]` with `name = "{ $name }"`, or do not name it here
       *[other] did you mean `{ $near }`?
    }
wrong-name-no-probe = there is no probe `{ $name }` in `{ $service }`
    .hint = { $near ->
        [none] add the probe, or remove the rule
       *[other] did you mean `{ $near }`?
    }
wrong-name-no-series = there is no series `{ $name }`
    .hint = { $near ->
        [none] use one such as `host.cpu.used_percent`, `service.memory_bytes` or `probe.latency_ms`
       *[other] did you mean `{ $near }`?
    }
wrong-name-not-a-series = `{ $text }` is not a series
    .hint = write it like `{ $near }` or `host.disk.used_percent{"{"}/var{"}"}`
wrong-name-probe-too-much = `/{ $probe }` after a service
    .hint = write `{ $instead }`
wrong-name-probe-missing = no probe is named
    .hint = write `{ $instead }`
wrong-name-needs-itself = `{ $name }` depends on itself
    .hint = remove it from `depends_on`
wrong-name-cycle = a cycle: `{ $round }`
    .hint = remove one of these dependencies: none of them could ever start
wrong-keys-unknown-key = unknown key
    .hint = { $near ->
        [none] the keys here are { $all_of }
       *[other] did you mean `{ $near }`{ $section ->
            [none] {""}
           *[other] {" "}in `{ $section }`
        }?
    }
wrong-keys-unknown-setting = unknown key
    .hint = { $near ->
        [none] `autoagents config show` lists every key
       *[other] did you mean `{ $near }`?
    }
wrong-keys-only-in-file = only the file can set it
    .hint = write `{ $name }` in the file
wrong-keys-missing = missing key `{ $name }`
    .hint = add `{ $name } = …` here
wrong-keys-missing-for-kind = missing key `{ $name }`
    .hint = add `{ $name } = { $example }`: `kind = "{ $kind }"` needs it
wrong-keys-missing-command = missing key `command`
    .hint = add `command = ["./program", "argument"]`, or `kind = "external"` if it runs elsewhere
wrong-keys-missing-log-path = missing key `path`
    .hint = add `path = "/var/log/…"`: only what is started here has a log of its own
wrong-keys-missing-either = missing key `{ $name }` or `{ $other }`
    .hint = { $other ->
        [expect] add `pattern = …` for what must not appear, or `expect = …` for what must
        [growth] add `above = …` for a limit, or `growth = …` for a pace
        [below] add a limit, such as `above = 90.0`
        [command] write `reload = {"{"} signal = "HUP" {"}"}` or `reload = {"{"} command = ["./api", "reload"] {"}"}`
       *[other] add one of the two
    }
wrong-keys-only-for = `{ $name }` is only for { $one_of }
    .hint = remove it, or write { $one_of }
wrong-keys-signal-of-manager = `signal` is not for `kind = "{ $kind }"`
    .hint = remove it, and set the signal where its manager is configured
wrong-keys-reload-signal-of-other = `signal` is only for `kind = "process"`
    .hint = write `command` instead: nobody knows whom to send a signal to
wrong-keys-reload-kills = `KILL` ends the process
    .hint = write `reload = {"{"} signal = "HUP" {"}"}` or `reload = {"{"} command = ["./api", "reload"] {"}"}`
wrong-keys-timeout-of-signal = `timeout` is only for a command
    .hint = remove it: a signal takes no time
wrong-keys-stop-command-of-other = `command` is only for `kind = "process"`
    .hint = remove it; an external service has `stop_command`, beside `stop`
wrong-keys-number-of-one = `{ $text }` means nothing for a service that runs once
    .hint = add `instances` to the service, or write the number
wrong-keys-both = both `{ $name }` and `{ $other }`
    .hint = { $other ->
        [command] write `reload = {"{"} signal = "HUP" {"}"}` or `reload = {"{"} command = ["./api", "reload"] {"}"}`
       *[other] keep one of them here; what the other is for needs a block of its own
    }
wrong-keys-goes-with = `{ $name }` goes with `{ $other }`
    .hint = remove it, or add `{ $other } = …`
wrong-keys-count-of-expected = `count` goes with `pattern`
    .hint = remove it: one line is enough
wrong-keys-other-direction = `{ $name }` does not fit the limit of this rule
    .hint = write `{ $instead }`
wrong-keys-one-text = `kind = "{ $kind }"` expects one text
    .hint = write one text, without `[ ]`
wrong-keys-head-has-no-body = an answer to HEAD has no body
    .hint = remove it, or ask with another `method`
wrong-keys-longer = `{ $name }` is longer than `{ $other }`
    .hint = make `{ $name }` shorter, or `{ $other }` longer
wrong-keys-greater = `{ $name }` is greater than `{ $other } = { $limit }`
    .hint = write `{ $limit }` or less
wrong-keys-less = `{ $name }` is less than `{ $other } = { $limit }`
    .hint = write `{ $limit }` or more
wrong-keys-no-processes = only what is started here has processes of its own
    .hint = use another kind of probe, or a rule on a series
wrong-keys-heartbeat-of-user = a process with a `user` of its own cannot reach the file that it would have to touch
    .hint = leave `user` out, or use another kind of probe
wrong-syntax-key-without-value = a key without a value
    .hint = write `key = value`, or remove the line
wrong-syntax-missing-value = missing value
    .hint = write a value after `=`
wrong-syntax-unquoted = { $text ->
    [none] this is not a value
   *[other] `{ $text }` is not a value
}
    .hint = { $text ->
        [none] write text in quotes
       *[other] write text in quotes: `"{ $text }"`
    }
wrong-syntax-not-closed = a list or a table that is not closed
    .hint = close what begins in line { $line } with `]` or `{"}"}`{ $comma ->
        [true] , or put a `,` here
       *[other] {""}
    }
wrong-syntax-unfinished-text = a text that does not end, or holds what it cannot
    .hint = close it with `{ $end }`
wrong-syntax-unfinished-header = a header that does not end
    .hint = close it with `{ $end }`
wrong-syntax-two-in-a-line = a second key or value in one line
    .hint = begin a new line here, or put a `#` before a comment
wrong-syntax-missing-comma = missing comma
    .hint = write `,` here
wrong-syntax-extra-comma = a comma too much
    .hint = remove it
wrong-syntax-duplicate-key = duplicate key `{ $name }`
    .hint = keep one of the two; several of a kind are written `[[service]]`, `[[service.probe]]`, `[[rule]]`
wrong-syntax-other = { $error }
    .hint = { $expected ->
        [none] remove it, or put the text in quotes
       *[other] write { $expected } here
    }
wrong-place-no-file = no such file
    .hint = `autoagents config init` writes one to begin with
wrong-place-file-is-directory = this is a directory
    .hint = name the file in it: `config.toml`
wrong-place-file-closed = no permission to read it
    .hint = change its owner or mode, or run as its owner
wrong-place-file-unreadable = it cannot be read: { $error }
    .hint = check the file and its file system
wrong-place-file-large = larger than { $most }
    .hint = name a configuration file
wrong-place-not-utf8 = not UTF-8: byte { $byte } of line { $line } is `{ $value }`
    .hint = save the file as UTF-8
wrong-place-no-directory = there is no directory `{ $path }`
    .hint = create it: `mkdir -p { $path }`
wrong-place-not-a-directory = `{ $path }` is not a directory
    .hint = name a directory
wrong-place-directory-closed = `{ $path }` cannot be looked at
    .hint = change its owner or mode, or run as another user
wrong-place-no-program = there is no program `{ $program }`
    .hint = { $near ->
        [none] check the path, or build the program; relative paths begin at `working_dir`
       *[other] did you mean `{ $near }`?
    }
wrong-place-not-in-path = there is no program `{ $program }` in `PATH`
    .hint = { $near ->
        [none] install it, or write the whole path
       *[other] did you mean `{ $near }`?
    }
wrong-place-program-is-directory = `{ $program }` is a directory
    .hint = name the program in it
wrong-place-not-executable = `{ $path }` is not executable
    .hint = make it so: `chmod +x { $path }`
cgroup-none = there is no cgroup v2 on this host
cgroup-unreadable = `{ $path }` cannot be read: { $error }
cgroup-no-controller = no controller of cgroup v2 is available in `{ $path }`
cgroup-lacking = no controller for { $all_of } in `{ $path }`
cgroup-not-alone = `{ $path }` has other processes; hint: run as a systemd unit with `Delegate=yes`
cgroup-not-divided = `{ $path }` cannot be divided: { $error }
cgroup-not-made = `{ $path }` cannot be made: { $error }
account-no-user = there is no user `{ $name }`
    .hint = create it: `useradd --system NAME`, or name another; `getent passwd` lists all
account-no-group = there is no group `{ $name }`
    .hint = create it: `groupadd --system NAME`, or name another; `getent group` lists all
account-no-own-group = user { $uid } has no account, so its group is not known
    .hint = add `group`
account-not-root-for-user = only root may run a process as user `{ $name }`
    .hint = run the runtime as root, or remove `user` and `group`
account-not-root-for-group = only root may run a process as group `{ $name }`
    .hint = run the runtime as root, or remove `user` and `group`
environment-missing = there is no environment file `{ $file }`
    .hint = create it, or write `-` before its path where it may be missing
environment-closed = the environment file `{ $file }` may not be read
    .hint = change its owner or mode: it must be readable for the runtime
environment-not-plain = `{ $file }` is not a plain file of at most 1 MiB
    .hint = name a file with lines like `NAME=value`
environment-io = the environment file `{ $file }` cannot be read: { $error }
    .hint = check the file and its file system
environment-not-utf8 = line { $line } of the environment file `{ $file }` is not UTF-8
    .hint = save the file as UTF-8
environment-not-a-variable = line { $line } of the environment file `{ $file }` is not `NAME=value`
    .hint = write the name without blanks, then `=`, then the value
environment-no-variable-name = line { $line } of the environment file `{ $file }`: `{ $name }` cannot be the name of a variable
    .hint = begin it with a letter or `_`
environment-own-variable = line { $line } of the environment file `{ $file }`: `{ $name }` is set by the runtime
    .hint = remove it: it marks the process as supervised
environment-holds-nul = line { $line } of the environment file `{ $file }`: the value of `{ $name }` holds a NUL character
    .hint = remove it
environment-open-quote = line { $line } of the environment file `{ $file }`: a quote that is not closed
    .hint = close the value with the quote that it begins with
environment-behind-quote = line { $line } of the environment file `{ $file }`: there is something behind the closing quote
    .hint = put the whole value in one pair of quotes
with-hint = { $what }; hint: { $hint }
list-one-of = { $first } or { $last }
list-all-of = { $first } and { $last }
word-section-service = service
word-section-rule = rule
word-section-runbook = runbook
word-figure-cpu-percent = percent
word-figure-memory-bytes = bytes
word-figure-files = open files
word-figure-threads = threads
word-figure-processes = processes
word-given-text = a text
word-given-whole-number = a whole number
word-given-number = a number
word-given-truth = `true` or `false`
word-given-date = a date or time
word-given-list = a list
word-given-table = a table
word-wanted-truth = `true` or `false`
word-wanted-whole-number = a whole number
word-wanted-number = a number
word-wanted-finite-number = a finite number
word-wanted-duration = a duration
word-wanted-size = a size
word-wanted-text = a text
word-wanted-texts = a list of texts
word-wanted-scalar = a text, a number, or `true` or `false`
word-wanted-path = a path
word-wanted-table = a table
word-wanted-tables = a list of tables
word-wanted-name = a name
word-wanted-keys-of-console = a key or a list of keys
word-wanted-series = a series
word-wanted-url = a URL
word-wanted-address = an address
word-wanted-host = a host
word-wanted-host-name = a host name
word-wanted-ipv4 = an IPv4 address
word-wanted-ipv6 = an IPv6 address
word-wanted-ports = a list of ports
word-wanted-statuses = a list of statuses
word-wanted-account = a name or a whole number
word-wanted-exit = an exit code or a signal
word-wanted-exit-code = an exit code
word-wanted-exit-codes = a list of exit codes
word-wanted-commands = a list of commands
word-wanted-unit = a unit
word-wanted-container = a container
word-wanted-place-in-json = a place in JSON

## What is wrong with a workflow, and what to do about it
wrong-flow-none-of = nothing says what is meant: none of { $one_of } is there
    .hint = add exactly one of them
wrong-flow-several-of = { $all_of } do not go together
    .hint = keep one of them, and make something of its own for each of the others
wrong-flow-no-steps = a workflow without steps
    .hint = add a block: `[[step]]`, with `name` and `command`
wrong-flow-many-steps = { $steps } steps are more than one workflow can have
    .hint = { $most } is the most; use `each` for what repeats, or run other workflows with `workflow`
wrong-flow-not-usable = expressions cannot name `{ $text }`
    .hint = { $instead ->
        [none] use letters, digits and `_`, and begin with a letter
       *[other] write `{ $instead }`
    }
wrong-flow-no-step = there is no step `{ $name }`
    .hint = { $near ->
        [none] name a step of this file
       *[other] did you mean `{ $near }`?
    }
wrong-flow-no-param = there is no parameter `{ $name }`
    .hint = { $near ->
        [none] add `[params.{ $name }]`, or name another
       *[other] did you mean `{ $near }`?
    }
wrong-flow-no-secret = there is no secret `{ $name }`
    .hint = { $near ->
        [none] add `[secrets.{ $name }]` with `env` or `file`
       *[other] did you mean `{ $near }`?
    }
wrong-flow-no-resource = there is no resource `{ $name }`
    .hint = { $near ->
        [none] add it to `resources` in `[workflows]` of `config.toml`
       *[other] did you mean `{ $near }`?
    }
wrong-flow-no-workflow = there is no workflow `{ $name }`
    .hint = { $near ->
        [none] name one that is configured: `autoagents workflow list` shows them
       *[other] did you mean `{ $near }`?
    }
wrong-flow-no-rule = there is no rule `{ $name }`
    .hint = { $near ->
        [none] name a rule of `config.toml`
       *[other] did you mean `{ $near }`?
    }
wrong-flow-no-variable = expressions know no `{ $name }`
    .hint = { $near ->
        [none] they know { $one_of }; a text stands in quotes: `'{ $name }'`
       *[other] did you mean `{ $near }`? They know { $one_of }
    }
wrong-flow-much-of-resource = of `{ $name }` there is no more than { $most }
    .hint = take { $most } or less, or raise it in `[workflows]` of `config.toml`: the step could never begin
wrong-flow-not-an-expression = `{ $expression }` is not an expression: `{ $error }`
    .hint = expressions are CEL, such as `params.count > 3 && steps.test.state == 'succeeded'`; a text stands in quotes
wrong-flow-open-expression = an expression that does not end
    .hint = close it with `{"}"}`; two dollar signs before the brace stand for one, and no expression
wrong-flow-wrapped-expression = this is an expression already
    .hint = write `{ $instead }`
wrong-flow-expression-in-file = `{ $text }` is not known before the run
    .hint = write a path or a pattern, such as `build/*.tar.gz`
wrong-flow-unnamed-step = `{ $expression }` works out the name of a step: what it needs is not known before the run
    .hint = name the step: `steps.build.outputs.version`
wrong-flow-item-of-one = `item` and `index` mean something only in a step with `each`
    .hint = add `each`, or write the value
wrong-flow-step-too-early = no step has run here yet, so `{ $name }` has no outputs
    .hint = use it in a step
wrong-flow-secret-shown = others could read the secret `{ $name }` here
    .hint = hand it over in `environment`, or in a header or the body of `http`
wrong-flow-secret-inside = a secret within an expression
    .hint = write `secrets.{ $name }` alone between the braces, and the rest around them
wrong-flow-needs-itself = `{ $name }` would wait for itself
    .hint = remove it
wrong-flow-round = these steps wait for each other: { $round }
    .hint = remove one of the references
wrong-flow-runs-itself = these workflows run each other without end: { $round }
    .hint = remove one of the steps
wrong-flow-join-of-more = { $needs ->
        [0] it needs no steps
        [one] it needs one step only
       *[other] it needs { $needs } steps only
    }
    .hint = { $needs ->
        [0] remove it
       *[other] write { $needs } or less, "any" or "all"
    }
wrong-flow-not-in-handler = `{ $name }` is not for a handler
    .hint = remove it: handlers run one after another when a run has failed, and nothing undoes them
wrong-flow-undo-of-irreversible = what cannot be undone has an undo
    .hint = remove `irreversible` or the undo
wrong-flow-undo-of-nothing = `{ $kind }` does nothing that could be undone
    .hint = move the undo to the step that does it
wrong-flow-two-ways = two ways lead to `{ $name }`
    .hint = join their conditions by `||`, or give the step `after` and `when` instead
wrong-flow-case-unreached = this way is never taken
    .hint = put it before the one without `when`
wrong-flow-not-a-schedule = { $fields ->
        [one] a schedule of 1 field
       *[other] a schedule of { $fields } fields
    }
    .hint = write minute, hour, day, month, weekday: `0 3 * * *` is every day at 3; in front of them there may be the second
wrong-flow-schedule-field = `{ $text }` cannot be { $schedule_field }
    .hint = write a number, `*`, a list `1,15`, a range `1-5` or a step `*/5`
wrong-flow-schedule-never = no moment of this schedule ever comes
    .hint = check day and month
wrong-flow-no-time-zone = there is no time zone `{ $name }`
    .hint = { $near ->
        [none] write an IANA name such as `Europe/Berlin` or `Asia/Seoul`
       *[other] did you mean `{ $near }`?
    }
wrong-flow-not-a-time = `{ $text }` is neither a time of day nor a time
    .hint = write `03:00`, `03:00:30` or `2026-05-01T03:00:00Z`
wrong-flow-not-of-param = `{ $name }` has to be { $param_kind }
    .hint = { $one_of ->
        [none] write one
       *[other] use { $one_of }
    }
wrong-flow-param-missing = the parameter `{ $name }` of `{ $workflow }` is missing
    .hint = add it to `params`, or give it a `default` there
wrong-flow-choices-of-other = `choices` are texts
    .hint = remove `type`, or remove `choices`
wrong-flow-same-workflow = the file { $file } has a workflow `{ $name }`, too
    .hint = give one of them another `name`
idle-twice = it stands here twice
idle-output = its output `{ $output }` is used, so it is needed anyway
idle-file = it writes `{ $file }`, which is read, so it is needed anyway
idle-branch = it is a switch that leads here, so it is needed anyway
idle-through = `{ $through }` is needed, too, and comes after it
word-schedule-field-second = a second (0-59)
word-schedule-field-minute = a minute (0-59)
word-schedule-field-hour = an hour (0-23)
word-schedule-field-day = a day (1-31)
word-schedule-field-month = a month (1-12)
word-schedule-field-weekday = a weekday (0-7)
word-param-kind-string = a text
word-param-kind-int = a whole number
word-param-kind-float = a number
word-param-kind-bool = `true` or `false`
word-param-kind-choice = one of its choices
word-param-kind-list = a list of texts
word-section-step = step
word-wanted-join = "all", "any" or a whole number
word-wanted-cache = `true` or a table
word-wanted-items = a list or an expression
word-wanted-expression = an expression

## Storage
store-no-parent = the data directory `{ $dir }` cannot be made because `{ $parent }` does not exist; hint: mkdir -p `{ $parent }`, or choose another place with --data-dir
store-not-a-directory = the data directory `{ $dir }` is not a directory; hint: move it away, or choose another place with --data-dir
store-not-a-file = `{ $path }` is not a regular file; hint: move it away
store-no-permission = no permission to { $action } `{ $path }`; hint: run as the owner of the data directory, or choose another with --data-dir
store-read-only = cannot { $action } `{ $path }`: it is read-only; hint: mount it writable, or choose another place with --data-dir
store-disk-full = cannot { $action } `{ $path }`: the disk holding `{ $dir }` is full; hint: free space there, nothing else has to be done
store-too-small = `{ $path }` has no room within its bound of { $bound } bytes; hint: raise store.history_max_size
store-locked = cannot { $action } `{ $path }`: another program has locked it; hint: close it (fuser -v `{ $path }` names it)
store-in-use = a runtime already works in `{ $dir }`{ $pid ->
    [none] {""}
   *[other] {" "}(pid { $pid })
}; hint: use it with `autoagents attach`, or choose another place with --data-dir
store-unreadable = `{ $path }` cannot be read: { $reason }; hint: restore it from a backup, or move it away to begin anew
store-newer = `{ $path }` has schema { $found }, and this version knows only up to { $known }; it was left as it is; hint: upgrade autoagents, or choose another place with --data-dir
store-older = `{ $path }` has schema { $found }, and { $known } is needed to read it; hint: start `autoagents` once, which migrates it
store-closed = the journal is closed; hint: start autoagents again
store-missing = there is no history in `{ $dir }`; hint: start `autoagents`, or name the data directory with --data-dir
store-io = cannot { $action } `{ $path }`: { $error }; hint: see `dmesg` for disk errors, and `autoagents doctor`
store-sql = cannot { $action } `{ $path }`: { $error }; hint: see `dmesg` for disk errors, and `autoagents doctor`
word-action-open = open
word-action-read = read
word-action-write = write
word-action-make = make
word-action-make-directory = make the directory
word-action-lock = lock
word-action-migrate = migrate
word-action-clean-up = clean up
word-action-set-aside = set aside
word-action-set-aside-log = set aside the log of
word-action-shorten-log = shorten the log of
word-action-start-thread = start the thread for
word-action-start-reader = start the thread that reads

## Why there is no runtime or no console
boot-logs = cannot keep logs in `{ $dir }`: { $error }; hint: see `autoagents doctor`
boot-socket = cannot bind the socket in `{ $dir }`: { $error }; hint: see `autoagents doctor`
boot-thread = cannot start a thread: { $error }; hint: raise the limit on processes (`ulimit -u`)
boot-panicked = the runtime ended by a panic: { $error }; hint: see `autoagents.log` in the data directory
screen-terminal = cannot use the terminal: { $error }; hint: run it in a terminal, or use `autoagents run` for no screen
screen-signals = cannot listen for signals: { $error }; hint: check the limits of this process with `ulimit -a`
screen-panicked = the console ended by a panic
keymap-action = there is no action `{ $name }`; hint: { $nearest ->
    [none] press ? in the console for their names
   *[other] did you mean `{ $nearest }`?
}
keymap-key = `{ $key }` of action `{ $name }` is not a key; hint: write it like `q`, `ctrl-c`, `shift-tab`, `f5` or `space`
keymap-collision = key `{ $key }` means both `{ $first }` and `{ $second }` on tab { $tab }; hint: give one of them another key in [console] keys
keymap-unreachable = action `{ $name }` needs at least one key; hint: remove its line from [console] keys to have the default

## The way to a runtime
link-not-running = no runtime is running for `{ $dir }`; hint: start one with `autoagents` or `autoagents run`, or name its --data-dir
link-refused = cannot reach the runtime of `{ $dir }`: { $error }
link-ssh = cannot reach `{ $host }`: { $error }; hint: check that `ssh { $host } autoagents status` works
link-ssh-silent = cannot reach `{ $host }`: the connection ended without a word; hint: check that `ssh { $host } autoagents status` works
link-no-ssh = cannot reach `{ $host }`: there is no `ssh` on the PATH; hint: install an OpenSSH client
link-no-program = `{ $host }` was reached, but there is no `autoagents` on the PATH there ({ $error }); hint: copy it to a directory that `ssh { $host } env` names
link-talkative = `{ $host }` was reached, but something there writes to the connection before the session begins; hint: `ssh { $host } true` must print nothing; see the start-up files of the shell there
link-silent = the runtime does not answer the handshake; hint: see `autoagents.log` in its data directory
link-misunderstood = the runtime cannot be understood: { $frame }; hint: see `autoagents.log` in its data directory
rejection-other-user = the runtime belongs to another user; hint: attach as that user or as root
rejection-no-hello = the first frame must be a hello: { $frame }
rejection-other-protocol = the runtime is version { $version } and speaks protocol { $protocol }, the viewer is version { $their_version } and speaks protocol { $their_protocol }; hint: use the same version of `autoagents` for both
rejection-full = { $viewers } viewers are attached already; hint: close one
frame-broken = the connection broke: { $error }
frame-ended = the runtime has ended
frame-ssh-ended = `ssh` has ended
frame-too-large = a frame of { $size } bytes is over the limit of { $limit }
frame-garbage = a frame makes no sense: { $error }

## Why a command was not done
failure-lost = the runtime is lost: { $link }
failure-ended = the runtime has ended
failure-no-such-agent = the runtime has no agent `{ $name }`; hint: it is of another version
failure-not-firing = no alert { $id } fires; hint: see `autoagents alert list`, or `alert history` for those that have resolved
failure-no-incident = there is no incident { $id }; hint: see `autoagents incident list --since 30d`
failure-not-healed = it did not heal: { $why }; hint: see `autoagents incident show { $id }`
failure-undecided = not known after { $waited } whether it helped; hint: see `autoagents incident show { $id }`
failure-mute = the runtime does not say how things are; hint: see its log
failure-run-failed = run { $run }: { $outcome }; undone: { $undone }; hint: see `autoagents workflow show { $run }`
failure-not-undone = run { $run } could not be undone as a whole; undone: { $undone }; hint: see `autoagents workflow show { $run }`
failure-run-lasts = run { $run } is not over after { $waited }, and goes on; hint: see `autoagents workflow show { $run }`
failure-nothing-asked = no step of run { $run } asks anything; hint: see `autoagents workflow show { $run }`
failure-several-ask = several steps of run { $run } ask for approval; hint: name one of { $steps }
failure-asks-else = `{ $step }` of run { $run } does not ask for approval; hint: see what it asks with `autoagents workflow show { $run }`, and use `autoagents workflow answer`
failure-not-a-parameter = `{ $text }` is not a parameter; hint: write it like `version=1.2`
failure-not-an-object = the parameters are not a JSON object: { $error }; hint: write them like `{"{"}"version": "1.2"{"}"}`
failure-not-reached = `{ $name }` is { $state } after { $waited }; hint: see `autoagents service show { $name }` and `autoagents service logs { $name }`
failure-still-needed = `{ $name }` is needed by { $dependants }; hint: `--with-dependants` stops those first, `--alone` stops only this one
failure-not-ended = the runtime has not ended yet; hint: see `autoagents status`
failure-still-writes = the runtime still writes; hint: is its disk very slow?
failure-exists = `{ $path }` exists and is left as it is; hint: name another file
failure-not-written = cannot write `{ $path }`: { $error }
failure-doctor = { $bad } of { $all } checks are bad
failure-elsewhere = this command is not one of these
failure-not-a-series = `{ $text }` is not a series; hint: write it like `host.cpu.used_percent` or `host.disk.used_percent{"{"}/var{"}"}`
failure-long-ago = `{ $text }` is longer ago than there is time
failure-not-a-time = `{ $text }` is neither a duration nor a time; hint: write it like `24h` or `2026-05-01T00:00:00Z`
failure-no-terminal = the console needs a terminal; hint: use `autoagents run` for a runtime without a screen, `autoagents status` to look
failure-unwatched = { $first }; nor can this process go on as the runtime: { $boot }; hint: the services run without supervision, `autoagents` or `autoagents run` adopts them
failure-file = { $text }
failure-question = { $text }
failure-dumb-terminal = a terminal with `TERM=dumb` cannot show the console; hint: use `autoagents run` for a runtime without a screen, `autoagents status` to look
failure-no-successor = cannot start the runtime in the background: { $error }
failure-successor-ended = the runtime in the background ended at once ({ $exit }); hint: see `autoagents.log` in `{ $dir }`
failure-successor-silent = the runtime in the background does not answer
failure-output = cannot write the output: { $error }
failure-output-closed = the output was closed
cli-goes-on = this process goes on as the runtime; Ctrl-C or `autoagents shutdown` ends it
config-nameless = configuration
config-hint = hint: { $hint }
config-faults = { $n } faults

## Doctor
verdict-fine = ok
verdict-warning = warn
verdict-bad = BAD
check-configuration = configuration
check-programs = programs
check-data-directory = data directory
check-disk-space = disk space
check-runtime = runtime
check-systemd = systemd
check-container-engine = container engine
check-drives = drives
check-drive-model = model of drives
check-proc = /proc
check-pidfd = pidfd
check-open-files = open files
check-terminal = terminal
check-logout = logout
finding-configuration-fine = can be read
finding-programs-fine = all exist
finding-directory-fine = `{ $dir }` can be written
finding-directory-no-parent = `{ $dir }` has no parent that exists; hint: name another with --data-dir
finding-directory-is-none = `{ $dir }` is not a directory; hint: name another with --data-dir
finding-directory-not-writable = `{ $dir }` cannot be written; hint: name another with --data-dir
finding-directory-open-to-others = `{ $dir }` can be read by others; hint: `chmod 700 { $dir }`
finding-directory-unknown = `{ $dir }`: { $error }
finding-space-fine = { $free } MiB free, history takes at most { $most } MiB
finding-space-short = { $free } MiB free, history takes at most { $most } MiB; hint: lower `store.history_max_size`
finding-space-little = { $free } MiB free, history takes at most { $most } MiB; hint: free some
finding-space-unknown = `{ $dir }`: { $error }
finding-runtime-runs = one is running for this data directory
finding-runtime-none = none is running for this data directory
finding-drives-fine = { $count ->
    [one] 1 drive says how it is
   *[other] { $count } drives say how they are
}
finding-drives-off = are not asked how they are: `smart = "off"`
finding-drives-unasked = { $drives }
finding-drive-model-fine = `{ $path }` foresees failures of drives
finding-drive-model-none = none: failures of drives are not foreseen; `autoagents model train` makes one of a table of SMART values, for `disks` in `[predictions]`
finding-drive-model-faulty = `{ $path }`: { $drive_fault }
finding-proc-fine = can be read
finding-proc-without-environment = the environment of processes cannot be read
finding-proc-unreadable = cannot be read; hint: mount it, without `hidepid` for this user
finding-pidfd-fine = ends of processes are seen at once
finding-pidfd-missing = { $error }: ends of processes are looked for; hint: Linux 5.3 or newer
finding-systemd-fine = { $version } can be asked
finding-systemd-away = { $manager }
finding-engine-fine = { $version } answers at `{ $socket }`
finding-engine-away = { $manager }
finding-files-fine = at most { $limit }
finding-files-few = at most { $limit }; hint: `ulimit -n 4096` before starting
finding-files-unlimited = without a limit
finding-terminal-fine = `TERM={ $term }`
finding-terminal-dumb = `TERM={ $term }` cannot show the console; `autoagents status` works everywhere
finding-logout-fine = a runtime outlives the session that started it
finding-logout-kills = logind ends your processes when you log out; hint: `loginctl enable-linger`, or run it as a unit

## Command line: help and usage
help-usage = Usage
help-commands = Commands
help-command = COMMAND
help-options = Options
help-arguments = Arguments
help-default = {"["}default: { $value }]
help-values = {"["}possible values: { $value }]
help-env = {"["}env: { $value }]
help-after = Exit codes: 0 done, 1 failed, 2 usage or configuration, 3 no runtime to reach, 4 refused.
help-autoagents = A terminal operations console: watches this host and its services, raises alerts, restarts what dies
help-autoagents-more = Without a command: the console, attached to the runtime of the data directory, or with a runtime of its own.
help-run = The runtime without a screen, in the foreground. SIGHUP reads the configuration again
help-attach = The console onto a runtime that is running, here or on another host
help-proxy = Carries a session between stdin and stdout and the runtime; `attach --host` runs it on the other side
help-status = Agents, services, alerts and figures, at a glance
help-service = Services
help-service-list = All of them
help-service-show = One of them with its probes
help-service-start = Run it and keep it running; returns when it runs
help-service-stop = End it and keep it down; returns when it has ended. Refused while others that run need it, unless one of the two is said
help-service-restart = End it and run it again; returns when it runs again
help-service-scale = Run it so often, until another number is configured; returns when all run and the others have ended
help-service-reload = Let it read its configuration again without ending it; returns when that is done
help-service-logs = What it has printed
help-alert = Alerts and silences
help-alert-list = Those that fire
help-alert-show = One of them
help-alert-ack = Take it
help-alert-unack = Give it back
help-alert-silence = Keep alerts quiet for a while
help-alert-silences = The silences in force
help-alert-unsilence = End a silence
help-alert-history = Those that opened since a time, resolved ones too; needs no runtime
help-incident = Incidents: what was wrong, why, and what was done about it
help-incident-list = Those that go on, and those that began since a time; needs no runtime
help-incident-show = One of them; needs no runtime
help-incident-report = What to say about it afterwards, as Markdown, to stdout; needs no runtime
help-incident-approve = Let an attempt be made that recovery proposes
help-incident-reject = Refuse an attempt that recovery proposes
# Workflows: the command line
help-workflow = Workflows and their runs
help-workflow-list = Those that are configured
help-workflow-runs = Runs: those that go on, and those that were wanted since a time; needs no runtime
help-workflow-show = One run with its steps; needs no runtime
help-workflow-run = Run it; prints the number of the run
help-workflow-cancel = End a run. What becomes of what it has done must be said
help-workflow-retry = Run what has failed in a run again, and what did not come to run, in a new run that takes over the rest; prints its number
help-workflow-rollback = Undo what a run that is over has done, last first
help-workflow-approve = Let a step go on that asks for it
help-workflow-reject = Refuse a step that asks to go on
help-workflow-answer = Answer a step whose end nobody saw, or a task
help-workflow-logs = What a step has printed; needs no runtime
help-workflow-optimize = What holds its runs up, and what changes would bring, by simulation of its newest runs; needs no runtime unless something is changed
arg-workflow-optimize-name = Which
arg-workflow-optimize-apply = Make the proposal of this number, beside the file; it is measured over the next runs, and taken back when it does not help
arg-workflow-optimize-revert = Take the change of this number back
arg-workflow-runs-name = Of this workflow only
arg-workflow-show-run = Which
arg-workflow-cancel-run = Which
arg-workflow-retry-run = Which
arg-workflow-rollback-run = Which
arg-run = Of which run
arg-step = Which step, with the number of its item where it has several: `copy[3]`
arg-workflow-approve-step = Which step, with the number of its item where it has several: `copy[3]`; the only one that asks unless given
arg-workflow-reject-step = Which step, with the number of its item where it has several: `copy[3]`; the only one that asks unless given
arg-workflow-approve-note = And why
arg-workflow-reject-note = And why
arg-workflow-answer-note = And why
arg-verdict = The answer
value-verdict-yes = It is done, or has succeeded
value-verdict-no = It cannot be done, has failed, or never happened
value-verdict-again = It is to be run again
arg-roll-back = What was done is undone, last first
arg-stop = What was done stays
arg-params = A parameter; may be given several times. Of a list, its items with commas between them
arg-params-json = Parameters as a JSON object; `-p` goes before it
arg-workflow-run-dry-run = Only say what would run, and what would undo it
arg-wait = Return when it is over; fails when it does
arg-workflow-run-follow = The same, and say what becomes of each step
arg-workflow-retry-follow = The same, and say what becomes of each step
arg-workflow-rollback-follow = The same, and say what becomes of each step
arg-workflow-run-timeout = Longest wait; without end unless given. The run goes on
arg-workflow-retry-timeout = Longest wait; without end unless given. The run goes on
arg-workflow-rollback-timeout = Longest wait; without end unless given. The run goes on
arg-attempt = Of which try; of the newest unless given
arg-undo = Of its undo, not of itself
arg-workflow-logs-follow = Go on as it prints more, until it has ended
help-anomaly = What was unusual of series, judged by their own past
help-anomaly-list = Those that began since a time, and those that last; needs no runtime
help-predict = Trouble that is foreseen, what came of earlier predictions, and how many came true; needs no runtime
help-recover = Heal a service by hand; returns when it is proved that it helped, or did not
help-agent = Agents
help-agent-list = All of them
help-agent-show = One of them
help-agent-pause = Let it rest
help-agent-resume = Let it go on
help-beat = A job says that it is alive. A heartbeat probe notices when it no longer does
help-trends = How things go: goals against what was measured, and what is new about any series; needs no runtime
help-trends-show = All about one series: level, slope, seasons, changes, against the day and the week before
help-trends-like = Which past hours of the host were most like the last one, by all its series
help-trends-export = What a chart of a series shows, as CSV, JSON or a picture
arg-trends-show-series = Which, such as `host.cpu.used_percent` or `service.memory_bytes{"{"}api{"}"}`
arg-trends-export-series = Which, such as `host.cpu.used_percent` or `service.memory_bytes{"{"}api{"}"}`
arg-trends-export-out = Where it goes, a new file; stdout without it
arg-trends-export-points = At most so many points
arg-sheet = In which form; as the name of the file ends unless given, else CSV
value-sheet-csv = Comma-separated, with a header: the points
value-sheet-json = An object: points, marks and what was found out
value-sheet-svg = A picture that needs nothing else
help-export = History of the host and the services, to stdout
help-config = The configuration
help-config-check = Whether it is right, and whether what it names exists
help-config-schema = Its JSON schema, to stdout
help-config-init = Writes a commented file with every default
help-config-show = What is in force: file, environment and flags together
help-doctor = What on this host would stop it from working
help-shutdown = Ends the runtime that is running
help-completions = A completion script for a shell, to stdout
help-man = The manual page, to stdout
arg-help = Print help
arg-version = Print version
arg-config = Configuration file
arg-data-dir = Data directory; without it the one in the environment variable `AUTOAGENTS_DATA_DIR`, then the configured one
arg-lang = Language
arg-set = Overrides one key of the configuration, such as `sense.interval=2s`; may be given several times
arg-json = JSON instead of text, where something is read
arg-read-only = The console only looks: nothing that changes anything can be done
arg-run-limit = Ends by itself after this time
arg-host = Another host, reached by `ssh`; `autoagents` must be on the PATH there
arg-name = Which
arg-id = Which
arg-service-logs-name = Whose
arg-lines = How many of the last lines, at most 2000
arg-follow = Go on as it prints more
arg-no-wait = Return as soon as the order is written down
arg-with-dependencies = Also what it needs and does not run, in order
arg-with-dependants = Also what needs it, that first
arg-alone = It alone, although others need it
arg-count = How many instances
arg-timeout = Longest wait
arg-service = Which
arg-action = What to do, such as `restart`, `clear-resources` or `runbook:NAME`; the cheapest that applies unless given
arg-layer = Only what belongs to this layer or an earlier one
arg-dry-run = Only say what would be done
arg-target = Of which service, and which of its heartbeat probes where it has several
arg-fail = The job has failed, for this reason
arg-note = What to tell the others
arg-alert-silence-note = Why
arg-rule = Only of this rule
arg-subject = Only on this subject; may end in `*`
arg-span = For how long
arg-since = Since when: a duration such as `24h`, or a time such as `2026-05-01T00:00:00Z`
arg-limit = At most this many
arg-ahead = What is expected of it over this time from now on, such as `24h`, with what holds it in 80 and 95 of 100 cases
arg-keep-services = Its services go on without supervision; the next runtime adopts them
arg-shell = Which shell
arg-path = Where; `-` for stdout
arg-format = In which form
arg-series = Only this series; may be given several times. `host.disk.used_percent` means every mount
value-lang-en = English
value-lang-ko = Korean
value-format-csv = Comma-separated, with a header
value-format-json = An array of objects
usage-error = error: { $what }
usage-more = For more information, try '--help'.
usage-argument = there is no argument `{ $arg }`{ $nearest ->
    [none] {""}
   *[other] ; hint: did you mean `{ $nearest }`?
}
usage-command = there is no command `{ $name }`{ $nearest ->
    [none] {""}
   *[other] ; hint: did you mean `{ $nearest }`?
}
usage-value = `{ $value }` is not possible for `{ $arg }`; possible are { $values }
usage-no-value = `{ $arg }` needs a value
usage-unreadable = `{ $value }` cannot be read for `{ $arg }`: { $error }
usage-span = `{ $value }` is no span for `{ $arg }`: { $span }
usage-missing = these arguments are missing: { $args }
usage-conflict = `{ $arg }` cannot be used together with { $args }
usage-other = { $error }
span-nothing = must be more than nothing
span-unclear = { $error }; hint: write it like `30s`, `5m` or `2h`
help-detect = Anomalies in a series, from a file
help-detect-more =
    SERIES has the columns timestamp and value; a timestamp is a date with a time, or a number of seconds. The answer has the columns timestamp and `anomaly_score`, from 0 to 1, a row for every row, and what comes later has no say in it. One trouble is one alarm: what follows soon stays below the level. The time of the day counts from the fourth day on, the day of the week from the third week on. Files are CSV with a header, gzipped when their name ends in .gz.

    alarm level: 0.50
arg-detect-csv = The series: columns timestamp and value
arg-detect-out = Where the answer goes; stdout without it
help-diagnose = The likeliest cause of an incident, from a file of metrics
arg-diagnose-csv = Metrics
arg-diagnose-at = When the incident began, in the seconds of METRICS
arg-diagnose-graph = Who calls whom: columns caller and callee
arg-diagnose-alert = The service that alarmed
arg-diagnose-alert-metric = The metric of it that alarmed
arg-diagnose-out = Where the answer goes; stdout without it
help-model = Failure prediction, from what has happened here or from files of rows
help-model-train = Learns from rows of the past which subjects will fail
arg-of = Of a data directory: whose failures
arg-within = Of a data directory: how long after a question a failure counts
value-of-services = Those of services
value-of-host = Those of the host
arg-model-train-from = A data directory: how its services fared is the rows, and their outages are the answers. Can be given several times
help-model-train-more = Without rows the console that runs learns from what has happened here, and takes the new model in use where it is surely better than the one before on what neither was made from. It does so by itself twice a day. HISTORY has the columns subject and time, in hours, and any others: numbers or categories, empty where unknown. LABELS has the columns qid, subject, time and label: 1 when the subject failed within the horizon after that time, else 0. Files are CSV with a header, gzipped when their name ends in .gz.
arg-model-train-history = Rows
arg-model-train-labels = Questions, and what came of them
arg-model-train-out = Where the model goes; needed with rows
arg-model-train-horizon-hours = Hours after a question within which a failure counts
arg-model-train-seed = Another seed makes other random choices
help-model-eval = How probable failures are, and what a model's probabilities are worth
help-model-eval-more = Without rows those of this data directory count, and without a model the one that is in use in it. HISTORY and LABELS are as for training; rows later than a question have no say in its answer, and labels none in any. OUT has the columns qid and score, the probability.
arg-model-eval-from = A data directory: how its services fared is the rows, and their outages are the answers. Can be given several times
arg-model-eval-model = The model
arg-model-eval-history = Rows
arg-model-eval-labels = Questions, and what came of them
arg-model-eval-out = Where the probabilities go
arg-model-eval-reasons = For so many questions, the most probable first, say also why
help-model-info = What a model is made from, and what it was worth; without one that is in use in this data directory
arg-model-info-model = The model
help-forecast = What comes next in series of numbers, from a file
arg-forecast-csv = Series so far
arg-forecast-horizon = How many steps ahead, from 1
arg-forecast-exhaust = Instead: in how many minutes series first reach levels; columns qid, series, minute and level
arg-forecast-out = Where the answer goes; stdout without it
help-logs = What logs say: those of the services, and files; needs no runtime
help-logs-patterns = What the services' logs say, how often, and what of it comes before failures
help-logs-patterns-more = For each log: its patterns, how many messages of each there were, how many a minute now and usually, since when it is new, and before how many of the service's failures it came. Logs of at most 64 services are followed.
arg-logs-patterns-service = Of this service; of all without it
help-logs-changes = What changed in the services' logs: what is new, and what comes more or less often
arg-logs-changes-service = Of this service; of all without it
help-logs-cluster = Which lines of a log say the same, and what
arg-logs-cluster-input = The log
arg-logs-cluster-format = What lines begin with
arg-logs-cluster-out = Where the answer goes; stdout without it
value-format-raw = What it is, is found out from the first lines
value-format-syslog = Time, host and program, as syslog writes them
value-format-message = Nothing: lines are messages
help-simulate = What would happen, in virtual time; needs no runtime
help-simulate-schedule = The order in which the tasks of a graph are best carried out, and where
arg-simulate-schedule-dag = Tasks, and what each comes after
arg-simulate-schedule-workers = How many tasks can be under way at once
arg-simulate-schedule-out = Where the answer goes; stdout without it
arg-simulate-schedule-durations = What is known of the times
value-durations-true = All of them
value-durations-learned = Those of earlier runs; in this one only when a task has ended
arg-simulate-schedule-learn = Directory of earlier runs, each a file with the columns of DAG
word-layer-immediate = immediate
word-layer-short-term = short-term
word-layer-medium-term = medium-term
word-layer-long-term = long-term

## Why a probe fails
failing = { $probe }: { $complaint }
complaint-no-answer = no answer within { $within }
complaint-slow = took { $took }, longer than { $most }
complaint-broke = the probe itself broke
complaint-not-yet = it fails; why is not known yet
complaint-exited = { $exit }{ $said ->
    [none] {""}
   *[other] : { $said }
}
complaint-not-run = cannot run `{ $program }`: { $system }
complaint-not-watched = cannot watch the program: { $system }
complaint-still-starting = an earlier start of the program hangs
complaint-output-lacks = the output does not contain `{ $wanted }`
complaint-not-connected = { $system }
complaint-not-an-address = `{ $address }` is not an address
complaint-hung-up = connection closed without `{ $wanted }`{ $said ->
    [none] {""}
   *[other] ; it said: { $said }
}
complaint-too-much = more than { $limit } came without what is looked for
complaint-status = status { $status }{ $said ->
    [none] {""}
   *[other] : { $said }
}
complaint-other-status = status { $status } is none of: { $wanted }
complaint-body-lacks = the body does not contain `{ $wanted }`
complaint-not-json = the body is not json: { $error }
complaint-no-place = `{ $path }` is not in the body
complaint-differs = `{ $path }` is { $got }, not { $wanted }
complaint-not-http = the answer is not http
complaint-long-header = the answer's header is too large
complaint-broken-off = the body broke off: { $error }
complaint-exchange = the exchange failed: { $error }
complaint-not-read = cannot be read: { $system }
complaint-not-a-file = cannot be read: `{ $path }` is not a plain file
complaint-still-reading = an earlier try hangs: the file system does not answer
complaint-no-pattern = `{ $pattern }` is not a pattern
complaint-appeared = `{ $pattern }` appeared{ $count ->
    [1] {""}
   *[other] {" "}{ $count } times within { $within }
}{ $unread ->
    [0] {""}
   *[other] {" "}({ $unread } bytes went by unread)
}: { $line }
complaint-not-appeared = `{ $pattern }` has not appeared for { $silent }
complaint-reported = it reports: { $said }
complaint-not-heard = no beat since the start
complaint-silent = no beat for { $silent }, one is due every { $every }
complaint-tls = tls: { $tls }
complaint-no-end = tls: the certificate cannot be read
complaint-expires-soon = tls: the certificate expires in { $left }, { $days ->
    [one] at least 1 day is wanted
   *[other] at least { $days } days are wanted
}
complaint-bad-authorities = `{ $file }` cannot be used: { $error }; hint: name a PEM file of certificates in `ca_file`
complaint-no-authorities = `{ $file }` cannot be used: there is no certificate in it; hint: name a PEM file of certificates in `ca_file`
complaint-no-tls = tls is not possible: { $system }; hint: install the ca-certificates package
complaint-nobody-trusted = tls is not possible: this host trusts nobody; hint: install the ca-certificates package
complaint-still-resolving = an earlier look-up hangs: no name server answers
complaint-no-name = there is no name `{ $name }`
complaint-no-record = `{ $name }` has no { $record } record
complaint-other-record = `{ $name }` { $record } is { $got }, without { $wanted }
complaint-declined = the name server answers { $code ->
    [1] FORMERR
    [2] SERVFAIL
    [4] NOTIMP
    [5] REFUSED
   *[other] with code { $code }
}
complaint-no-dns = the name server's answer is not dns
complaint-no-server = this host has no name server; hint: name one in `server`
complaint-above = { $usage } { $value }, above { $limit }{ $held ->
    [none] {""}
   *[other] {" "}for { $held }
}
complaint-growing = { $usage } { $value }, growing by { $grown } in { $within }{ $left ->
    [none] {""}
   *[other] ; at { $limit } in { $left }
}
complaint-told = { $said }
word-usage-cpu-percent = cpu
word-usage-memory-bytes = memory
word-usage-files = open files
word-usage-threads = threads
word-usage-processes = processes

## What the system and TLS say
system-refused = connection refused
system-reset = connection reset
system-closed = connection closed without an answer
system-timed-out = connection timed out
system-host-unreachable = host unreachable
system-network-unreachable = network unreachable
system-unresolved = the name cannot be resolved: { $error }
system-not-found = not found
system-denied = permission denied
system-other = { $error }
tls-foreign = the other side does not speak tls
tls-incompatible = the other side knows no version or cipher in common: { $error }
tls-misbehaved = the other side breaks the rules of tls: { $error }
tls-alert = the other side refuses: { $alert }
tls-no-certificate = the other side shows no certificate
tls-expired = the certificate expired { $ago } ago
tls-not-yet-valid = the certificate is valid only in { $left }; hint: is the clock right?
tls-other-name = the certificate is not for `{ $name }`, but for { $names ->
    [none] no name at all
   *[other] { $names }
}
tls-untrusted = nobody whom this host trusts has signed the certificate; hint: add the CA to the host's certificates, or name its file in SSL_CERT_FILE
tls-authority = the certificate is that of a CA; hint: let the CA sign one for the server
tls-revoked = whoever signed the certificate took it back; hint: get a new one
tls-other-purpose = the certificate may not be used for servers; hint: have one made for `serverAuth`
tls-old-signature = the certificate is signed in a way that is not accepted; hint: have it signed with SHA-256 or better
tls-unreadable = the certificate cannot be taken apart
tls-not-accepted = the certificate is not accepted: { $error }
tls-other = { $error }

## How a service ended
exit-code = exit { $code }
exit-signal = signal { $signal }
ended-finished = { $exit }
ended-over-limit = it holds { $held } of memory, and may hold { $limit }
exit-out-of-memory = signal 9, out of memory: it had reached its limit
exit-unknown = exit unknown
ended-start-failed = could not start: { $start }
ended-unhealthy = not alive: { $probe }: { $complaint }
start-given-up = systemd says { $result }; hint: see `systemctl status`
start-told = { $said }

## The log of changes: what more is said
detail-nothing = {""}
detail-process = pid { $pid }
detail-ended = { $ended }
detail-unwatched = { $ended ->
    [none] while nobody watched
   *[other] { $ended } while nobody watched
}
detail-restarted = { $exit }, restarted by its manager
detail-by-another = { $pid ->
    [none] by somebody else
   *[other] pid { $pid }, by somebody else
}
detail-not-started = { $start }
detail-errand = { $errand }
detail-foreseen = prediction { $prediction }, { $measure }
detail-judged = prediction { $prediction }, { $outcome }
detail-one-by-one = one after the other
detail-scaled = { $before } to { $count }
detail-not-done = { $external }
detail-refused = { $manager }
detail-unhealthy = { $probe }: { $complaint }
detail-swept = { $processes }
detail-panicked = { $error }
detail-unresponsive = it did not answer and was replaced
detail-severity = { $severity }
detail-note = { $note }
detail-incident = incident { $incident }
detail-called = incident { $incident }, { $need }
detail-remedy = { $action }
detail-unhealed = { $action }: { $unhealed }
detail-release = { $path }
detail-faults = { $faults }
detail-not-run = not run: { $refusal }
detail-run-began = run { $run }
detail-run = run { $run }: { $forward }; undone: { $rollback }
# What came of a run.
forward-succeeded = succeeded
forward-failed = `{ $step }` failed: { $why }
forward-cancelled = cancelled by { $by }
forward-timed-out = took longer than { $after }
forward-not-begun = did not get its turn within { $after }
forward-superseded = run { $by } took its place
rollback-none = nothing
rollback-running = going on
rollback-done = { $undone ->
    [one] { $undone } step
   *[other] { $undone } steps
}{ $irreversible ->
    [none] {""}
   *[other] , irreversible: { $irreversible }
}
rollback-partial = { $undone ->
    [one] { $undone } step
   *[other] { $undone } steps
}, NOT undone: { $failed }{ $irreversible ->
    [none] {""}
   *[other] , irreversible: { $irreversible }
}
skipped-when = its condition does not hold
skipped-switched = `{ $by }` went another way
skipped-need-skipped = `{ $step }` was skipped
skipped-need-failed = `{ $step }` failed
skipped-no-items = there is nothing to run it for
detail-services = { $services }
detail-told = { $said }
word-severity-info = info
word-severity-warning = warning
word-severity-critical = critical
word-need-exhausted = what may be tried did not heal it
word-need-nothing-applies = nothing is configured that could heal it
word-need-approval = an attempt waits for approval
word-need-isolated = isolated to protect the others
word-services-stop = services stopped
word-services-leave = services left running

## Trouble of the runtime itself
trouble-losing = { $store }; lines of the log of changes are being lost
trouble-set-aside = `{ $path }` could not be read ({ $reason ->
    [none] it belongs to another program
   *[other] { $reason }
}); it was kept as `{ $aside }` and a new one begun; hint: restore a backup if you have one, with the runtime stopped
trouble-odd-rows = { $rows } rows of `{ $path }` could not be understood and were left out; hint: look at it with sqlite3
trouble-no-output = the output of `{ $service }` is dropped: { $log }; hint: see that the data directory is writable and has room, then restart the service
trouble-logs-unwatched = the logs are not watched: { $system }; hint: is the data directory there?
trouble-log-cut = the end of the log is kept, its beginning could not be: { $log }; hint: make room in the data directory
trouble-log-not-rotated = the log cannot be rotated: { $log }; hint: see that the data directory is writable and has room
# What starts workflows
trouble-files-unwatched = `{ $path }` is not watched and starts no workflow: { $system }; hint: see that this user may read the directories
trouble-files-too-many = `{ $path }` is not watched and starts no workflow: more than { $most } files and directories; hint: name a smaller part of them
trouble-hooks-unheard = requests that start workflows are not heard at `{ $address }`: { $system }; hint: see `webhook_listen` of `[workflows]`, and who else listens there
trouble-configuration = the configuration has { $faults ->
    [one] a fault
   *[other] { $faults } faults
} and is passed over: { $configuration }; what was in force stays so; hint: see `autoagents config check`
trouble-drive-model = failures of drives are not foreseen, for the model `{ $path }` cannot be used: { $drive_fault }
trouble-workflow = the file of this workflow has { $faults ->
    [one] a fault
   *[other] { $faults } faults
} and is passed over: { $configuration }; a workflow that it held before stays as it was; hint: see `autoagents workflow validate`
trouble-told = { $said }
log-bad-name = `{ $name }` cannot name a log file; hint: use letters, digits, `-` and `_`
log-not-plain = `{ $path }` is not a plain file; hint: remove it
log-io = cannot { $action } `{ $path }`: { $system }
word-action-look-at = look at
word-action-copy-to = copy a log to
word-action-rename = rename
word-action-remove = remove
word-action-truncate = truncate
word-action-note-in = write the ledger of
store-foreign = `{ $path }` belongs to another program; hint: move it away to begin anew

# Predictions tab
predictions-none = nothing is foreseen
predictions-unusual = Unusual
predictions-models = What looks ahead
models-none = none yet
models-new = new
models-earned = may page
models-off = off
models-listed = listed
models-apart = apart
models-learning = { $seen } of { $of }
predictions-unusual-none = nothing is unusual
predictions-expected = expected
predictions-learning = learning, { $n } of { $of } series
predictions-watched = { $n } series watched
predictions-value = value
predictions-now = now
predictions-said = said
predictions-done = done
predictions-record = What such predictions were worth, 30 days
predictions-earlier = Earlier ones
predictions-worth = standing
predictions-rate = hit rate
predictions-surely = at least { $share } for sure
predictions-figures = record
predictions-calibration = came true, by what was said
predictions-axis = said
predictions-lasts = unusual
predictions-over = over
predictions-usually = { $value }, usually { $low } to { $high }
predictions-score = score
predictions-began = began
predictions-ended = ended
predictions-together = together
predictions-crowd = { $n } of { $of } series unusual since { $since }, first { $first }
predictions-calm = Judged by its own past. Weekdays count from its third week on, where they tell more than the time of the day. It pages nobody.
predictions-log = log
predictions-change = change
predictions-pattern = pattern
predictions-first = first seen
predictions-lines = lines so far
predictions-noticed = noticed
predictions-calm-log = Judged by what this log says usually. It pages nobody.
# What predictions are worth
rule-predicted = trouble foreseen (built in)
cause-predicted = { $what }; of such predictions { $trust }
shift-new = new
shift-more = comes more often: { $now } a minute, usually { $usual }
shift-less = comes less often: { $now } a minute, usually { $usual }
shift-silent = has not come for { $silent_for }, usually { $usual } a minute
shift-precedes = came before { $before } of { $failures } failures, { $lead } ahead; seen { $came ->
    [one] once
   *[other] { $came } times
}
shift-warns = is here again: it came before { $before } of { $failures } failures, { $lead } ahead; seen { $came ->
    [one] once
   *[other] { $came } times
}
shift-many = { $changes ->
    [one] 1 more change
   *[other] { $changes } more changes
}
worth-learning = learning, { $seen } of { $of } judged
worth-listed = listed only: it was wrong too often to page anybody
worth-earned = may page: it was right often enough
worth-apart = each workflow's own record says whether it warns
worth-off = off: the simple rule does better
track-kind = { $measure }, { $model }
track-kind-ahead = { $measure } within { $span }
track-none = -
track-nothing = no question is answered yet
forecaster-trend = steady growth
forecaster-exhaust = hours ahead
forecaster-date = its own date
forecaster-learned = learned from failures
forecaster-runs = by their steps
track-record = { $hit } hits, { $wrong } false alarms ({ $day } a day), { $missed } missed; said { $lead } ahead; Brier score { $own }, of the simple rule { $rule }, over { $asked } questions
cli-tracks = What predictions were worth, 30 days
cli-models = What looks ahead
# What is foreseen of runs
rule-foreseen = workflow in danger (built in)
cause-foreseen-fails = run { $run } will fail with a probability of { $chance } % (Brier score of such forecasts { $brier }, of the base rate { $base }); { $advice }
cause-foreseen-late = run { $run } will miss its deadline with a probability of { $chance } % (Brier score of such forecasts { $brier }, of the base rate { $base }); { $advice }
run-advice-await-service = the service `{ $service }` is not well: run it when that is well again
run-advice-await-calm = the host is busy: run it when that is calm
run-advice-more-retries = `{ $step }` is likely to fail: with `retry = {"{"} limit = { $limit } {"}"}` it would with a probability of { $chance } %
run-advice-other-route = `{ $step }` is likely to fail: the switch `{ $switch }` could lead to { $to } instead
run-advice-look = `{ $step }` is likely to fail: look at it first
run-advice-optimize = see `autoagents workflow optimize { $workflow }`
cli-forecasts = FORECASTS
score-of = { $merit }; Brier score { $brier }, of the base rate { $base }; { $held } % of { $of } intervals held
merit-learning = learning, { $seen } of { $of } runs
merit-trial = on trial, { $seen } of { $of } forecasts judged
merit-earned = better than the base rate
merit-off = off: worse than the base rate, which is shown in its place

# What could be changed about a workflow
optimize-of = { $runs } runs: { $took } in the median, simulated { $simulated }
optimize-few = { $n } of { $of } runs that succeeded are known: too few to say anything; hint: run it more often
optimize-bottlenecks = What holds them up:
optimize-free = Nothing holds them up.
optimize-nothing = No change is known that would bring anything.
optimize-change = CHANGE
optimize-gain = GAIN
# Changes of workflows beside their files
probation-trial = on trial: { $seen } of { $of } runs
probation-kept = kept: { $now } instead of { $was } in the median; { $failed } of { $of } runs failed
probation-no-gain = taken back: { $now } instead of { $was } in the median
probation-fails-more = taken back: { $failed } of { $of } runs failed, { $before } % before
probation-reverted = taken back by { $by }
probation-outdated = taken back: the file has changed, and it fits no more
run-refusal-unfit = the workflow cannot be changed so as it is now: { $change }; hint: see `autoagents workflow optimize NAME`
run-refusal-by-hand = only you can change that, in a file: { $change }
run-refusal-on-trial = change { $number } is still being measured, { $seen } of { $of } runs; hint: wait for them, or take it back with `--revert { $number }`
run-refusal-no-adaptation = `{ $workflow }` has no change { $number } that holds; hint: see `autoagents workflow optimize { $workflow }`
run-refusal-no-proposal = there is no proposal { $number }; hint: `autoagents workflow optimize { $workflow }` lists { $of }
detail-change = { $change }: { $gain }
detail-adapted = { $change }: { $standing }
entry-adaptation-proposed = change of workflow proposed
entry-workflow-adapted = workflow changed
entry-adaptation-kept = change of workflow kept
entry-adaptation-taken-back = change of workflow taken back
optimize-made = Changes that were made beside the file:
optimize-standing = STANDING
optimize-applied = Change { $number } is made beside the file, and measured over the next runs.
optimize-reverted = Change { $number } is taken back.
cli-adapted = changed beside the file
bottleneck-critical = `{ $step }` is on the critical path of { $runs } % of the runs and takes { $share } % of their time ({ $took })
bottleneck-slots = `{ $step }` waits { $waited } for a slot
bottleneck-resource = `{ $step }` waits { $waited } for the resource `{ $resource }`
bottleneck-turn = a run waits { $waited } for its turn
bottleneck-flaky = `{ $step }`: { $tries } % of its tries fail, and { $lost } % of the time all of them
change-drop-after = let `{ $step }` not wait for `{ $after }`, of which it uses nothing that is known
change-max-parallel = `max_parallel = { $to }` of the workflow, { $from } so far
change-host-parallel = `max_parallel = { $to }` of the host, { $from } so far
change-more-of = { $to } of the resource `{ $resource }`, { $from } so far
change-retries = { $to ->
    [one] 1 retry
   *[other] { $to } retries
} of `{ $step }`, { $from } so far
change-timeout = a timeout of { $to } for `{ $step }`, which has none
change-cache = a cache for `{ $step }`, which gives the same every time
change-split = `{ $step }` in two that run at once
gain-time = { $saved } less ({ $share } %)
gain-chance = fails in { $to } % instead of { $from } %
gain-notice = is ended when it hangs; it never took longer than { $longest }

## Workflows on the command line
help-workflow-validate = Whether definitions are right; needs no runtime
arg-workflow-validate-files = Which files; all that are configured unless given
help-workflow-graph = What needs what, and why; needs no runtime
arg-workflow-graph-of = A workflow that is configured, or the file of one
arg-workflow-graph-form = In which form
value-form-ascii = Drawn with characters
value-form-mermaid = For Mermaid
value-form-dot = For Graphviz
value-form-json = Steps and edges
help-workflow-schema = The JSON schema of a definition, to stdout
cli-workflow-none = no workflows in { $dir }
cli-workflow-fine = { $file }: fine, workflow { $name }: { $steps ->
        [one] 1 step
       *[other] { $steps } steps
    }, { $needs ->
        [one] 1 need
       *[other] { $needs } needs
    }, { $ranks } one after another
cli-workflow-idle = line { $line }: `{ $step }` need not say `after` `{ $after }`: { $why }
cli-workflow-more-notes = and { $n } more such notes; `--json` has all
cli-workflow-steps = steps
need-after = it says so
need-step = uses how it ended
need-output = uses { $output }
need-file = reads { $file }
need-branch = way { $case }{ $condition ->
        [none] {""}
       *[other] : { $condition }
    }
failure-workflows = workflows have faults
failure-drawing = the graph cannot be drawn: { $graph_error }; hint: use `--format json`, `dot` or `mermaid`
graph-error-node-missing = there is no node { $node } of { $nodes }
graph-error-cycle = nodes need each other: { $nodes }
graph-error-too-large = { $things } nodes and bends would have to be drawn, and { $most } can be
