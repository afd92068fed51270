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
cli-mttr = time to recovery
cli-punctuality = probes on time
cli-unknown = not known yet
cli-no-services = no services are configured; add a [[service]] to the configuration (`autoagents config init` writes an example)
cli-no-alerts = no alerts
cli-built-in = built-in defaults
cli-config-faulty = the configuration file has faults and is passed over; hint: see `autoagents config check`
cli-config-fine = { $file }: fine, { $services } services, { $rules } rules
cli-stop-needed = `{ $name }` is needed by { $list }; hint: `--with-dependants` stops those first, `--alone` stops only this one
cli-in-background = the runtime goes on in the background, pid { $pid }; `autoagents` attaches again, `autoagents shutdown` ends it

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

## Causes
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
diagnose-nothing = nothing unusual
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
# Texts of the console in English. The Korean file has the same ids with the same variables; a test sees to it.
# A line holds one text. Ids that are put together from a word of the model begin with the kind of word.

## Tabs
tab-overview = Overview
tab-agents = Agents
tab-services = Services
tab-alerts = Alerts
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
count-outages = { $n ->
    [one] 1 outage
   *[other] { $n } outages
}

## Overview
overview-needs = Needs you
overview-needs-none = Nothing needs you.
overview-taken = { $n } taken
overview-silenced = { $n } silenced
overview-healed = Being healed
overview-healed-none = Nothing is being healed.
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
why-waiting = waits for { $on }
why-removed = no longer configured
why-not-started = not started automatically
why-operator = stopped by an operator
why-external = external, no sign of life
why-recovery = kept down by recovery
why-shutdown = stopped with the runtime
why-adopted = found running and adopted
ended-start-failed = could not start: { $why }
ended-unhealthy = not alive: { $why }
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
rule-page = recovery needs a person (built in)
cause-crash = ended by itself: { $how }
cause-crashes = ended { $times } times: { $how }
cause-crash-exhausted = ended { $times } times, restarts used up: { $how }
rule-crash = service ended (built in)
rule-probe = probe failing (built in)
rule-runtime = runtime in trouble (built in)

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
trends-until = until { $at }
trends-raw = samples
trends-minute = per minute
trends-hour = per hour
trends-last = now
trends-mean = mean
trends-least = least
trends-most = most
trends-alerts = { $n ->
    [one] 1 alert
   *[other] { $n } alerts
}
period-15m = 15 minutes
period-1h = 1 hour
period-6h = 6 hours
period-24h = 24 hours
period-7d = 7 days
period-30d = 30 days
period-1y = 1 year
metric-host-cpu-used-percent = cpu
metric-host-cpu-core-percent = cpu of a core
metric-host-load-1m = load, 1 minute
metric-host-load-5m = load, 5 minutes
metric-host-load-15m = load, 15 minutes
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
metric-host-processes-count = processes
metric-service-cpu-percent = cpu
metric-service-memory-bytes = memory
metric-service-threads-count = threads
metric-service-files-count = open files
metric-service-processes-count = processes
metric-service-read-bytes-per-second = read
metric-service-written-bytes-per-second = written
metric-probe-latency-ms = probe latency

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
entry-runtime-started = runtime started
entry-runtime-ended = runtime ended
entry-config-reloaded = configuration reloaded
entry-service-start-asked = asked to start
entry-service-stop-asked = asked to stop
entry-service-restart-asked = asked to restart
entry-service-started = started
entry-service-adopted = adopted
entry-service-exited = ended by itself
entry-service-start-failed = could not start
entry-service-stopped = stopped
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
said-no-filter = There is nothing to filter here.
said-mouse-taken = The mouse works here; Shift selects text.
said-mouse-released = The mouse belongs to the terminal again.
said-no-suspend = The runtime lives in this process, and suspending would stop all healing. Leave with q to keep it in the background.

## Actions: what a key does, as help and the command line say it
action-overview = go to Overview
action-agents = go to Agents
action-services = go to Services
action-alerts = go to Alerts
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
action-open-log = open its log
action-shorter-period = shorter period
action-longer-period = longer period
action-zoom-in = zoom in
action-zoom-out = zoom out
action-earlier = earlier
action-later = later
action-overlay = show alerts in the chart
action-follow = follow the end
action-wrap = wrap long lines
action-next-source = next log
action-previous-source = previous log
action-next-match = next match
action-previous-match = previous match

## Short forms for the footer
hint-command = command
hint-filter = filter
hint-mark = mark
hint-search = search
hint-history = history
hint-open-log = log
hint-shorter-period = shorter
hint-longer-period = longer
hint-zoom-in = closer
hint-zoom-out = farther
hint-overlay = alerts
hint-follow = follow
hint-wrap = wrap
hint-unacknowledge = unack
hint-acknowledge = ack
