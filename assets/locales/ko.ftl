## 명령줄

cli-name = 이름
cli-state = 상태
cli-health = 건강
cli-pid = PID
cli-up = 가동
cli-restarts = 재시작
cli-cpu = CPU
cli-memory = 메모리
cli-kind = 종류
cli-target = 대상
cli-manager-says = 관리자 보고
cli-trouble = 문제
cli-last-exit = 마지막 종료
cli-depends-on = 의존 대상
cli-dependants = 의존하는 서비스
cli-probe = 프로브
cli-limit = 제한
cli-id = ID
cli-severity = 심각도
cli-rule = 규칙
cli-subject = 대상
cli-cause = 원인
cli-since = 시작
cli-until = 종료
cli-taken = 담당
cli-by = 작성자
cli-note = 메모
cli-labels = 레이블
cli-silenced-until = 음소거 종료
cli-handled = 처리
cli-failed = 실패
cli-dropped = 버림
cli-queue = 대기
cli-p50 = P50
cli-p95 = P95
cli-heartbeat = 하트비트
cli-runtime = 런타임
cli-data-dir = 데이터 디렉터리
cli-uptime = 가동 시간
cli-agents = 실행 중인 에이전트
cli-services = 실행 중인 서비스
cli-alerts = 경보
cli-availability = 가용성, 24시간
cli-held-back = 보류
cli-mttr = 복구 시간
cli-punctuality = 제때 실행된 프로브
cli-unknown = 아직 모름
cli-no-services = 구성된 서비스가 없습니다. 구성 파일에 [[service]]를 추가하세요 (`autoagents config init`이 예를 만듭니다)
cli-no-alerts = 경보 없음
cli-built-in = 내장 기본값
cli-config-faulty = 구성 파일에 오류가 있어 쓰지 않습니다. `autoagents config check`로 확인하세요
cli-config-fine = { $file }: 이상 없음, 서비스 { $services }개, 규칙 { $rules }개, 워크플로 { $workflows }개
cli-in-background = 런타임이 백그라운드에서 계속 실행됩니다 (pid { $pid }). `autoagents`로 다시 연결하고 `autoagents shutdown`으로 끝냅니다
cli-took = 소요
cli-tries = 시도
cli-likeliest = 유력한 원인
cli-outcome = 결과
cli-layer = 단계
cli-attempt = 시도
cli-alert = 경보
cli-moment = 경과
cli-incident = 인시던트
cli-action = 조치
cli-would = 할 일
cli-does = 하는 일
cli-interrupts = 중단 대상
cli-undo = 되돌리기
cli-counts-when = 인정 조건
cli-heals = 성공률
cli-of-tries = 시도 수
cli-cost = 비용
cli-barred = 막는 이유
cli-incidents = 인시던트
cli-alert-counts = 심각 { $critical }, 주의 { $warning }, 정보 { $info }
cli-backoff = { $state }, { $wait } 뒤 { $attempt }번째 시도: { $last }
cli-incident-counts = 진행 중 { $open }, 그중 사람의 조치 필요 { $called }
cli-made = 예측 시각
cli-due = 예상 시각
cli-expected = 예측
cli-predictions = 예측
cli-goal = 목표
cli-measured = 측정값
cli-aim = 목표값
cli-met = 달성
cli-missed = 미달
cli-from-what = 근거
cli-what-changed = 달라진 점
cli-surprise = 이례성
cli-no-changes = 지표 { $of }개에 이례적인 변화 없음
cli-looked-at = 정해진 시간 안에 지표 { $of }개 가운데 { $looked }개를 살펴봄. 나머지를 보려면 더 짧은 기간을 지정
cli-no-anomalies = 특이 사항 없음
cli-no-patterns = 아직 알려진 로그 패턴이 없습니다
cli-no-log-changes = 로그에 달라진 것이 없습니다
cli-log-known = { $service }: 패턴 { $patterns }개, { $at } 기준
cli-log-learning = 학습 중, 앞으로 { $left } 동안은 변화를 알리지 않습니다
cli-log-failures = 장애에 앞서는 것은 아직 모릅니다, 장애 { $needed }건 중 { $failures }건을 보았습니다
cli-log-forgotten = { $patterns }개는 자리가 없어 잊었습니다
cli-count = 건수
cli-before-failures = 장애에 앞서
cli-time = 시각
cli-service = 서비스
cli-per-minute = 분당
cli-hour = 시각
cli-distance = 거리
cli-nearer = 이보다 먼 시간
cli-new-since = 새로 나온 때
cli-pattern = 패턴
cli-change = 변화
cli-series = 지표
cli-score = 점수
cli-value = 값
cli-normal = 평소
cli-no-predictions = 예측 없음
cli-foretold = { $rate }; 진행 중 { $open }, 예방 { $prevented }, 오경보 { $wrong }, 판정 불가 { $unsettled }
cli-no-incidents = 인시던트 없음
cli-run = 실행
cli-runs = 워크플로 실행
cli-run-counts = 진행 중 { $open }, 그중 사람의 조치 필요 { $asking }
cli-workflow = 워크플로
cli-step = 단계
cli-steps = 단계 수
cli-undone = 되돌림
cli-started-by = 시작한 쪽
cli-forward = 진행 결과
cli-parameters = 매개변수
cli-wanted = 요청
cli-began = 시작
cli-ended = 끝
cli-asks = 묻는 것
cli-why = 이유
cli-going-on = 진행 중
cli-last = 마지막 실행
cli-usual = 보통 소요
cli-next = 다음
cli-triggers = 트리거
cli-rank = 순서
cli-when = 조건
cli-failed-of = { $of }회 중 { $failed }회
cli-no-runs = 실행 없음
cli-no-workflows = 구성된 워크플로가 없습니다
cli-asleep = 실행 중인 런타임이 없습니다. 마지막 런타임이 끝났을 때의 모습입니다
cli-ask-approve = `{ $step }`: { $prompt } ({ $what }). `autoagents workflow approve { $run } '{ $step }'` 또는 `reject`
cli-ask-task = `{ $step }`: { $prompt } ({ $what }). `autoagents workflow answer { $run } '{ $step }' yes` 또는 `no`
cli-ask-unknown = `{ $step }`: { $what }. `autoagents workflow answer { $run } '{ $step }' yes`, `no` 또는 `again`

## 인시던트 보고서
report-title = 인시던트 { $id }: { $subject }
report-fact = 항목
report-value = 값
report-began = 시작
report-ended = 종료
report-not-over = 진행 중
report-lasted = 지속
report-outcome = 결과
report-severity = 심각도
report-services = 서비스
report-summary = 요약
report-first-sign = 첫 징후는 { $at }: { $alert }.
report-likeliest = 가장 유력한 원인은 { $service } ({ $score }).
report-tried = { $n ->
    [0] 시도한 조치가 없습니다.
   *[other] 조치를 { $n }회 시도했고 { $failed }회는 복구하지 못했습니다.
}
report-is-over = { $at }에 종료: { $how }.
report-needs-person = { $at }에 사람을 호출: { $how }.
report-goes-on = { $at }부터 진행 중: { $how }.
report-timeline = 경과
report-time = 시각
report-after = 경과 시간
report-what = 일어난 일
report-causes = 원인
report-attempts = 시도
report-no-attempts = 시도한 조치가 없습니다.
report-number = 번호
report-layer = 단계
report-action = 조치
report-service = 서비스
report-wanted = 주체
report-deeds = 한 일
report-came = 결과
report-weighed = { $action }: 성공률 { $heals } % (알려진 시도 { $tries }회), 비용 { $cost }
report-learned = 배운 것
report-like = { $signature } 유형의 인시던트에 대해 지금까지:
report-nothing-learned = 아직 없음.
report-lesson = { $action }: { $all }회 중 { $healed }회 복구, 평균 { $mean }
report-lesson-never = { $action }: { $all }회 중 복구한 적 없음
report-not-counted = 시도 { $number }은(는) 세지 않음: { $why }
report-alerts = 경보
report-rule = 규칙
report-subject = 대상
report-follow-ups = 후속 조치
report-follow-ups-hint = 사람이 적습니다: 재발을 막을 일, 담당자, 기한.

## 명령이 읽는 파일
rows-unreadable = `{ $file }`을(를) 읽을 수 없습니다: { $error }
rows-unwritable = `{ $file }`에 쓸 수 없습니다: { $error }
rows-same-file = `{ $file }`은(는) 입력 파일입니다; 힌트: --out에 다른 이름을 지정하세요
rows-no-column = `{ $file }` 1행: `{ $column }` 열이 없고 `{ $found }`만 있습니다; 힌트: 첫 행에 열 이름이 있어야 합니다
rows-unequal = `{ $file }` { $line }행: 필드가 { $found }개인데 머리글에는 { $expected }개입니다; 힌트: 쉼표가 든 필드는 따옴표로 묶으세요
rows-no-text = `{ $file }` { $line }행: UTF-8이 아닙니다
rows-cut-off = `{ $file }` { $line }행: gzip 데이터가 중간에 끊겼거나 손상되었습니다; 힌트: 파일을 다시 복사하거나, gzip이 아니면 이름에서 `.gz`를 빼세요
rows-empty = `{ $file }` { $line }행: `{ $column }` 값이 비어 있습니다
rows-no-number = `{ $file }` { $line }행: `{ $column }`의 `{ $field }`은(는) 숫자가 아닙니다
rows-too-many = `{ $file }`의 행이 { $most }개를 넘습니다; 힌트: 더 짧은 기간을 주세요
rows-damaged = `{ $file }`의 gzip 데이터가 중간에 끊겼거나 손상되었습니다({ $error }); 힌트: 파일을 다시 복사하거나, gzip 파일이 아니면 이름에서 `.gz`를 빼세요

## 로그 패턴
logs-done = 로그 { $lines }줄을 { $clusters }개 묶음으로 나눴습니다
logs-too-many = `{ $file }`의 줄이 { $most }개를 넘습니다; 힌트: 일부만 주세요
logs-forgotten = 패턴 { $patterns }개는 자리가 없어 잊었습니다; 그 줄의 템플릿은 <*>입니다

## 원인
detect-no-time = `{ $file }` { $line }행: `{ $column }`의 `{ $field }`은(는) 시각이 아닙니다; 힌트: `2026-05-01 12:00:00`처럼 쓰거나 초 단위의 수로 쓰세요
detect-unknown = 행 { $count }개에 값이 없습니다; 점수는 0이고 이 행에서는 아무것도 배우지 않습니다
diagnose-no-values = `{ $file }`에 값이 없습니다
diagnose-without-value = 값이 없는 행 { $count }개를 건너뛰었습니다
diagnose-repeated = 같은 시각에 다른 값을 주는 행이 { $count }개 있어 마지막 값을 씁니다
diagnose-outside = --at { $at }은(는) 첫 행보다 뒤이고 마지막 행보다 늦지 않아야 합니다; 행은 { $first }부터 { $last }까지입니다
diagnose-unknown-service = 지표에도 그래프에도 `{ $service }` 서비스가 없습니다; 힌트: `{ $near }`을(를) 뜻하셨나요?
diagnose-unknown-metric = 경보가 난 서비스에 `{ $metric }` 지표가 없어 다른 지표를 씁니다
diagnose-nothing = 뚜렷한 이상 없음
diagnose-rose-times = { $metric }: { $at } 시점에 { $times }배로 상승({ $before } → { $now })
diagnose-fell-times = { $metric }: { $at } 시점에 1/{ $times }로 하락({ $before } → { $now })
diagnose-rose = { $metric }: { $at } 시점에 { $before }에서 { $now }(으)로 상승
diagnose-fell = { $metric }: { $at } 시점에 { $before }에서 { $now }(으)로 하락
diagnose-earliest = 이상을 보인 { $of }곳 중 가장 먼저
diagnose-order = 이상을 보인 { $of }곳 중 { $place }번째
diagnose-own = 초과분의 { $percent } %가 호출 대상이 아닌 자신에게서 나옴
diagnose-moves = 경보와 함께 움직이며 초과분은 경보의 { $percent } %
diagnose-explained = { $by }(으)로 설명됨
diagnose-callers = 호출자 { $of }곳 중 { $affected }곳이 영향받음
diagnose-alarmed = 경보가 난 서비스 자신
diagnose-called = 경보가 난 { $alarm }이(가) 직접 호출
diagnose-reached = 경보가 난 { $alarm }에서 호출 { $hops }단계 아래
diagnose-silent = { $callers }의 호출 대기가 길어졌고 이곳으로 가는 호출일 수 있음
diagnose-vanished = { $at }에 지표가 끊김
diagnose-warned = { $at }부터 경보
diagnose-failing = { $at }부터 실패
diagnose-down = { $at }부터 중단
diagnose-changed = { $span } 전에 변경됨
diagnose-before = { $percent } % 비슷한 과거 장애의 원인이었음

## 모델
model-no-time = 시각이 없는 행이 있습니다; 힌트: `time`을 시간 단위로 적으세요
model-too-many-rows = { $most }행까지만 읽습니다; 힌트: 가장 오래된 행을 빼세요
model-no-horizon = 시간이 없으면 아무 일도 일어나지 않습니다; 힌트: --horizon-hours에 0보다 큰 수를 주세요
model-too-few = 고장 난 질문 { $failed }개, 나지 않은 질문 { $well }개로는 배울 수 없고 각각 { $least }개 이상 필요합니다; 힌트: 이력을 더 모으세요
model-cancelled = 학습이 취소되었습니다
model-foreign = 잘렸거나 모델이 아닙니다: { $error }; 힌트: `autoagents model train`으로 다시 학습하세요
model-not-ours = 텐서는 있으나 이 프로그램의 모델이 아닙니다; 힌트: `autoagents model train`으로 학습하세요
model-other-version = 버전 { $found }의 모델이며 이 프로그램은 버전 { $known }을(를) 읽습니다; 힌트: 이 프로그램으로 다시 학습하세요
model-inconsistent = `{ $part }` 부분이 나머지와 맞지 않습니다; 힌트: `autoagents model train`으로 다시 학습하세요
model-numbers = 계산할 수 없습니다: { $error }; 힌트: 이력에 터무니없는 값이 있는지 확인하세요
model-file = 모델 `{ $file }`을(를) 쓸 수 없습니다: { $error }
model-no-label = `{ $file }` { $line }행: `{ $field }`은(는) 레이블이 아닙니다; 힌트: 고장은 1, 아니면 0으로 적으세요
model-no-rows = `{ $file }`에 배울 행이 없습니다
model-trained = 질문 { $questions }개(고장 { $failed }개)로 학습했습니다; 떼어 둔 질문의 AUC는 { $auc }, 로지스틱 회귀 { $logistic }, 최선의 규칙 { $rule }
model-loses = 이 모델의 순위는 더 단순한 방법보다 낫지 않으므로 쓰지 않는 것이 좋습니다
model-stage-numbers = 질문의 수치를 구했습니다
model-stage-trees = 트리를 키우는 중
model-stage-network = 신경망을 학습하는 중
model-stage-logistic = 비교용 로지스틱 회귀를 학습하는 중
model-stage-all-trees = 모든 질문으로 트리를 다시 키우는 중
model-questions = 질문 { $questions }개, 그중 고장 { $failed }개
model-kind = 모델
model-auc = AUC
model-precision = AP
model-recall = 오경보 1 %에서 발견
model-brier = 브라이어
model-error = 보정 오차
model-itself = 이 모델
model-logistic = 로지스틱 회귀
model-rule = 최선의 규칙
model-lead = 발견한 고장의 선행 시간: { $lead }
model-no-lead = 이 행들로는 알 수 없음
model-said = 예측
model-happened = 실제
model-of = 질문
model-row-kind = 행의 뜻
model-rows-state = 다음 행까지 이어지는 상태
model-rows-event = 사건
model-horizon = 예측 기간
model-columns = 열
model-category = { $column } (범주 { $count }개)
model-numbers-of = 질문당 수치
model-weights = 가중치
model-shares = 트리 { $trees }, 신경망 { $network }
model-rule-of = 최선의 규칙
model-seed = 시드
model-rows = 행
model-subjects = 대상
model-asked = 질문
model-failed = 고장
model-held-out = 떼어 둔 질문 { $questions }개에서:
model-because = { $id }: { $percent } %, 이유: { $reasons }
model-scope-subject = 자신의
model-scope-group = 그룹의
model-scope-all = 전체의
model-aspect-value = { $column } 값
model-aspect-mean = { $window } 동안 { $column } 평균
model-aspect-above = { $window } 평균보다 높은 { $column }
model-aspect-change = { $window } 동안 { $column } 변화
model-aspect-rise = 처음부터의 { $column } 변화
model-aspect-below-peak = { $column }이(가) 최고점보다 낮은 정도
model-aspect-changes = { $column } 변경 횟수
model-aspect-since-change = { $column } 변경 후 지난 시간
model-aspect-known-after = { $column }이(가) 처음 알려지기까지의 시간
model-aspect-is = { $column }이(가) { $category }인지:
model-aspect-rows = { $window } 안의 행
model-aspect-all-rows = 모든 행
model-aspect-fading = { $scope } 최근 행(반감기 { $window })
model-aspect-unusual = 평소와 견준 { $scope } 최근 행(반감기 { $window })
model-aspect-beside-group = 그룹과 견준 최근 행(반감기 { $window })
model-aspect-expected = 최근 빈도로 본 확률(반감기 { $window })
model-aspect-fading-of = { $column }이(가) { $category }인 최근 행(반감기 { $window })
model-aspect-share = { $window } 안에 행이 있는 { $scope } 비율
model-aspect-since-row = 마지막 행 후 지난 시간
model-aspect-age = 첫 행 후 지난 시간
model-aspect-time = 나이(시간)
model-aspect-joined = 첫 행 때의 나이(시간)
model-aspect-gap = 마지막 두 행 사이의 시간
model-aspect-usual-gap = 행 사이의 보통 시간
model-aspect-overdue = 평소와 견준 마지막 행 후 시간
model-aspect-level = { $column }의 최근 평균(반감기 { $window })
learning-reading = 학습: 이곳 서비스의 이력을 읽는 중
learning-waiting = 학습: 다른 모델을 먼저 학습합니다
learning-trees = 학습: 트리
learning-network = 학습: 신경망
learning-logistic = 학습: 비교용 단순 모델
learning-judging = 학습: 이전 모델과 비교
learning-replaced = 더 나은 모델을 사용합니다: 두 모델 모두 학습에 쓰지 않은 질문 { $questions }개(장애 전 { $failed }개)에서 AUC { $new }(이전 { $old }), 브라이어 점수 { $new_brier }(이전 { $old_brier })
learning-kept = 모델을 그대로 둡니다: 새로 학습한 모델이 확실히 낫지 않습니다. 두 모델 모두 학습에 쓰지 않은 질문 { $questions }개(장애 전 { $failed }개)에서 AUC { $new }(이전 { $old }), 브라이어 점수 { $new_brier }(이전 { $old_brier })
learning-known = 보관된 모델을 사용합니다: 따로 둔 데이터에서 AUC { $auc }
learning-too-few = 아직 학습할 수 없습니다: 장애 전 질문이 { $failed }개이며 적어도 { $least }개가 필요합니다
learning-useless = 아직 사용하지 않습니다: 학습한 모델이 평균 발생률만 말하는 것보다 나을 것이 거의 없습니다. 브라이어 점수 { $brier }(평균 발생률 { $usual })
learning-failed = 학습하지 못했습니다: { $error }
learning-shipped = 프로그램에 포함된 모델
learning-aim-services = { $span } 안에 서비스 장애
learning-aim-host = { $span } 안에 호스트 장애
learning-unlearned = 아직 없음: 장애 { $span } 전의 징후를 이곳에서 일어나는 일로 배워야 합니다
model-unlearned = 이 질문에 쓰는 모델이 이곳에 없습니다: 장애보다 이만큼 앞선 징후를 먼저 배워야 합니다; 힌트: 장애가 충분히 있었다면 `autoagents model train`으로 배웁니다
learning-own = 이곳에서 학습, { $at }
learning-model = { $origin }; 따로 둔 데이터에서 AUC { $auc }
predictions-model = 모델
predictions-learned = 학습
model-needs-both = 행 데이터와 `--out`은 함께 써야 합니다: 둘 다 없으면 실행 중인 콘솔이 이곳에서 일어난 일로 학습합니다
model-days = { $days }일
model-minutes = { $minutes }분
model-hours = { $hours }시간

## 예측
forecast-no-values = `{ $file }`에 값이 없습니다
forecast-no-time = `{ $file }` { $line }행: `{ $column }`의 `{ $field }`은(는) 숫자도 날짜도 아닙니다; 힌트: 날짜는 `2026-11-23 07:30:00`처럼 쓰세요
forecast-too-many = `{ $file }`의 시계열이 { $most }개를 넘습니다; 힌트: 더 적게 주세요
forecast-repeated = 같은 시계열에서 시각이 겹치는 행이 { $count }개 있어 마지막 값을 씁니다
forecast-short = 시계열 { $count }개는 예측하지 못했습니다({ $names }): 첫 시계열은 값이 { $known }개이며 { $least }개가 필요합니다
forecast-all-short = 예측할 만큼 긴 시계열이 없습니다: 첫 시계열은 값이 { $known }개이며 { $least }개가 필요합니다; 힌트: 더 긴 기간을 주세요
forecast-exhaust-no-minute = `{ $file }` { $line }행: `{ $column }`의 `{ $field }`은(는) 분 단위 정수가 아닙니다; 힌트: 모든 시계열에 같은 시계를 쓰고 0, 1, 2처럼 분을 세세요
forecast-exhaust-unknown = 질문 { $count }개는 그 전 30분 동안 측정값이 없는 시계열에 관한 것이어서 -1과 0으로 답합니다

## 시뮬레이션
simulate-done = 작업 { $tasks }개를 작업자 { $workers }개로 하면 { $seconds }초 걸립니다; 어떤 순서로도 { $bound }초보다 짧을 수 없습니다
simulate-too-many = `{ $file }`의 작업이 { $most }개를 넘습니다; 힌트: 더 작은 그래프를 주세요
schedule-no-workers = 작업자가 없으면 아무 일도 끝나지 않습니다; 힌트: --workers에 1 이상의 수를 주세요
schedule-not-learned = 시간을 모두 알 때는 --learn이 쓰이지 않습니다; 힌트: `--durations learned`를 함께 주세요
schedule-no-tasks = `{ $file }`에 작업이 없습니다
schedule-repeated = `{ $file }` { $line }행: `{ $task }` 작업이 이미 있습니다; 힌트: 작업마다 다른 이름을 주세요
schedule-no-such-task = `{ $file }` { $line }행: `{ $task }`이(가) 기다리는 `{ $after }` 작업이 없습니다; 힌트: `{ $near }`을(를) 뜻하셨나요?
schedule-negative = `{ $file }` { $line }행: `seconds`의 `{ $seconds }`은(는) 0보다 작습니다
schedule-cycle = `{ $file }`의 작업들이 서로를 기다립니다: { $circle }; 힌트: 이 중 하나를 `after`에서 빼세요
schedule-no-runs = `{ $dir }`에서 이전 실행을 찾을 수 없습니다: { $error }
# 콘솔 문구(한국어). 영어 파일과 id, 변수가 같아야 하며 시험이 이를 확인한다.
# 한 줄에 문구 하나. 모델의 낱말에서 만들어지는 id는 낱말의 종류로 시작한다.

## 탭
tab-overview = 개요
tab-agents = 에이전트
tab-services = 서비스
tab-alerts = 경보
tab-recovery = 복구
tab-predictions = 예측
tab-trends = 추이
tab-logs = 로그

## 머리글, 알림줄, 바닥글
header-up = 가동 { $span }
connecting = 연결 중…
loading = 불러오는 중…
unknown = 알 수 없음
stale = { $span } 전 값
ago = { $span } 전
read-only = 읽기 전용
nothing-matches = 필터에 맞는 항목이 없습니다. Esc로 필터를 지웁니다.
banner-lost = 런타임과 끊긴 지 { $span }, 다시 연결 중 · 화면은 끊기기 전 상태 · { $why }
banner-stale = { $span } 전 상태: 그 뒤로 런타임에서 온 것이 없습니다
banner-ending = 런타임이 종료되는 중입니다
banner-storage = 저장소: { $what }
banner-sources = 수집이 늦어 오래된 값입니다: { $list }
footer-samples = 샘플 { $n }/초
footer-dropped = 유실 { $n }
filtered = “{ $text }” { $shown }건
marked = { $n }개 선택

## 단위
unit-s = { $n }초
unit-m = { $n }분
unit-h = { $n }시간
unit-d = { $n }일
unit-range-s = { $n }초
unit-range-m = { $n }분
unit-range-h = { $n }시간
unit-range-d = { $n }일
unit-ms = { $n } ms
unit-seconds = { $n }초
unit-celsius = { $n } °C

## 개수
count-services = 서비스 { $n }개
count-agents = 에이전트 { $n }개
count-alerts = 경보 { $n }건
count-outages = 장애 { $n }회

## 개요
overview-needs = 조치 필요
overview-needs-none = 조치할 일이 없습니다.
overview-taken = 확인됨 { $n }
overview-silenced = 음소거 { $n }
held-back-alerts = 경보 { $n }건 보류: { $by } 중단
held-back-probes = 서비스 { $n }개의 프로브 보류: { $by } 중단
overview-healed = 자동 복구 중
overview-healed-none = 복구 중인 서비스가 없습니다.
overview-because = 원인 { $service } ({ $score })
overview-changed = 변경 이력
overview-changed-none = 아직 변경이 없습니다.
overview-goals = 목표
overview-host = 호스트
overview-vitals = 현황
goals-day = 최근 24시간
goals-watched = 24시간 중 { $span } 관측
goal-availability = 가용성
goal-mttr = 평균 복구 시간
goal-outages = 장애
goal-punctuality = 프로브 정시율
goal-no-outage = 장애 없음
host-cores = { $n }코어
host-of = { $all } 중 { $used }
host-disk = 디스크
host-net = 네트워크
host-load = 부하
host-free = 여유 { $n }
host-traffic = 수신 { $received }  송신 { $sent }
host-processes = 프로세스 { $n }개

## 열과 상세
column-service = 서비스
column-state = 상태
column-health = 헬스
column-pid = pid
column-uptime = 가동
column-restarts = 재시작
column-cpu = cpu
column-memory = 메모리
column-why = 사유
column-severity = 심각도
column-subject = 대상
column-cause = 원인
column-age = 경과
column-who = 담당
column-agent = 에이전트
column-activity = 하는 일
column-handled = 처리
column-failed = 실패
column-dropped = 유실
column-queue = 대기
column-latency = 지연
detail-for = { $span }째
detail-now = 지금
detail-runs = 실행
detail-unit = 유닛
detail-container = 컨테이너
detail-manager-says = 관리자 보고
detail-restarts = 전체 { $total }회 · 이 구간 { $max }회 중 { $used }회
detail-last-exit = 마지막 종료
detail-needs = 의존 대상
detail-needed-by = 의존하는 쪽
detail-probes = 프로브
detail-usage = 사용량
detail-holds = 보유
detail-holdings = 프로세스 { $processes } · 스레드 { $threads } · 파일 { $files }
detail-limits = 제한
limit-memory = 메모리
limit-cpu = CPU 코어
limit-files = 열린 파일
limit-processes = 프로세스
limit-core = 코어 덤프
limit-address-space = 주소 공간
held-kernel = 커널이 제한
held-user = 커널이 사용자 전체를 기준으로 제한
held-watched = 감시: 넘으면 재시작
held-none = 적용되지 않음
held-not-by-cgroup = cgroup 없음: { $why }
detail-log = 최근 로그
detail-logged = 로그에 나오는 말
detail-patterns = 패턴
logged-patterns = { $n }개 알려짐
logged-learning = 학습 중, { $left } 남음
logged-failures = 장애에 앞서는 것을 알기까지 장애 { $of }건 중 { $n }건
detail-rule = 규칙
detail-failures = 연속 실패
detail-since = { $at } · { $span } 전
detail-opened = 발생
detail-number = 번호
detail-taken = 확인자
detail-resolved = 해소
detail-silence = 음소거
detail-silenced = { $until }까지, { $by }
detail-labels = 레이블
detail-work = 작업
detail-life = 수명
detail-late = 늦은 프로브
detail-rollups = 집계
detail-heartbeat = 하트비트
heartbeat-fresh = 정상
probe-flapping = 오락가락
probe-passing = 통과
probe-failing = 실패
probe-unknown = 아직 없음
probe-failures = { $max }회 중 { $n }회 실패
probe-passes = { $max }회 중 { $n }회 통과
role-startup = 시작
role-readiness = 준비
role-liveness = 생존

## 서비스
service-unknown = 알 수 없음
service-ended = 종료됨
service-stopped = 중지됨
service-waiting = 대기 중
service-starting = 시작 중
service-running = 실행 중
service-stopping = 중지 중
service-backoff = 재시작 중
health-unknown = 알 수 없음
health-unprobed = 프로브 없음
health-starting = 시작 중
health-healthy = 정상
health-unhealthy = 비정상
health-held-back = 보류됨
why-waiting = { $on } 대기
why-held = { $n ->
   *[other] 보류됨: { $by } 중단
}
why-removed = 구성에서 빠짐
why-not-started = 자동 시작 꺼짐
why-operator = 운영자가 중지
why-external = 외부 서비스, 응답 없음
why-recovery = 복구를 위해 중지 유지
why-shutdown = 런타임과 함께 중지
why-adopted = 실행 중인 것을 인수
healing-backoff = { $left } 뒤 재시작({ $max }회 중 { $attempt }회째)
healing-exhausted = 재시작 한도({ $max }회) 소진, { $left } 뒤 다시 시도
healing-starting = { $span }째 시작 중
healing-waiting = 준비되면 시작: { $on }
healing-killed = 강제 종료함, 남은 프로세스 대기
healing-stopping = 종료 요청함, { $left } 뒤 강제 종료
healing-probing = 시작됨, 프로브 대기
services-empty = 아직 감시하는 서비스가 없습니다.
services-empty-how = { $file } 파일에 추가하십시오:
services-empty-then = 파일은 다시 읽을 때 반영됩니다. 런타임 pid에 kill -HUP을 보내거나 다시 시작하십시오.
services-no-config = config.toml (autoagents config init 으로 만들 수 있음)

## 경보
severity-info = 정보
severity-warning = 주의
severity-critical = 심각
alert-unacknowledged = 미확인
alert-acknowledged = { $by } 확인
alert-silenced = { $until }까지 음소거
alert-state-open = 미확인
alert-state-acknowledged = 확인됨
alert-state-resolved = 해소됨
alerts-none = 발생 중인 경보가 없습니다.
alerts-none-past = 이 기간에 경보가 없습니다.
alerts-title-past = 지난 경보
alerts-past = { $days }일간 { $n }건
alerts-firing = { $n }건 발생 중
cause-above = { $what } { $value } > { $limit }
cause-below = { $what } { $value } < { $limit }
cause-escalated-exhausted = 사람의 조치 필요: 인시던트 { $incident }, 시도 { $tried }회로 복구되지 않음
cause-escalated-nothing = 사람의 조치 필요: 인시던트 { $incident }에 적용할 복구 방법이 설정되어 있지 않음
cause-escalated-approval = 인시던트 { $incident }의 복구 시도가 승인을 기다림
cause-escalated-isolated = 다른 서비스를 지키기 위해 격리됨: 인시던트 { $incident }
rule-run = 워크플로 실패(내장)
rule-notice = 워크플로 알림(내장)
rule-file = 워크플로 파일 오류(내장)
rule-page = 복구에 사람이 필요(내장)
cause-run = 실행 { $run }: { $forward }; 되돌리기: { $rollback }
cause-flapping = 성공과 실패를 오감: { $why }
cause-crash = 스스로 종료: { $how }
cause-crashes = { $times }회 종료: { $how }
cause-crash-exhausted = { $times }회 종료, 재시작 한도 소진: { $how }
rule-crash = 서비스 종료(내장)
rule-probe = 프로브 실패(내장)
rule-manager = 관리자 이상(내장)
rule-runtime = 런타임 이상(내장)

## 복구: 인시던트, 조치, 결과
remedy-restart = 재시작
remedy-restart-with-dependants = 의존 서비스와 함께 재시작
remedy-clear-resources = 자원 정리
remedy-runbook = 런북 { $name }
remedy-roll-back = 이전 버전으로 되돌리기
remedy-shed-load = 부하 줄이기
remedy-isolate = 격리
remedy-page = 사람 호출
attempt-proposed = 제안됨
attempt-acting = 실행 중
attempt-settling = 안정 대기
attempt-verifying = 확인 중
attempt-verified = 확인됨
attempt-failed = 실패
trigger-policy = 재시작 정책
trigger-layers = 자동 복구
trigger-prevention = 예측에 따른 예방
trigger-operator = { $name }
unhealed-effect = 실행하지 못함: { $what }
unhealed-timed-out = 시간 초과
unhealed-not-healed = 정상으로 돌아오지 않음
unhealed-relapsed = 회복했다가 확인 전에 다시 실패
unhealed-made-worse = 다른 서비스에 문제를 일으킴: { $list }
unhealed-overtaken = 다른 조치가 대신함
unhealed-interrupted = 도중에 런타임이 종료됨
unhealed-rejected = { $by } 거부
barred-nothing-to-do = 할 수 있도록 설정된 것이 없음
barred-later = { $layer } 단계가 아직 아님
barred-spent = { $n }회 시도하여 남은 횟수 없음
barred-breaker-open = 실패 뒤 { $left } 동안 쉼
barred-policy-never = 재시작 정책이 never
barred-dependency-down = 의존 대상 { $on } 중단
barred-hands-off = 내려 두기로 한 서비스
barred-pause = 잠시 멈춤, { $left } 남음
barred-busy = 다른 시도가 진행 중
barred-healthy = 정상 상태
deed-stop = { $service } 중지
deed-start = { $service } 시작
deed-move-aside = { $path } 옆으로 옮기기
deed-moved-aside = { $path } 옮김: { $to }
deed-empty = { $path }의 가장 오래된 파일 삭제
deed-emptied = { $path }의 가장 오래된 파일 삭제: { $freed } 확보
deed-free = 포트 { $port }을(를) 잡고 있는 프로세스 종료
deed-freed = 포트 { $port }을(를) 잡고 있던 프로세스 { $pid } 종료
deed-run = { $program } 실행
deed-ran = { $program } 실행: { $said }
deed-relink = { $link } 링크를 { $to }(으)로 변경
deed-call = 증거와 함께 사람 호출
evidence-alarmed = 스스로 경보를 냄: { $list }
evidence-first = 가장 먼저, 다음보다 { $span } 앞섬
evidence-first-of-all = 가장 먼저
evidence-needed-by = 이것에 의존하는 서비스 { $n }개가 영향받음: { $list }
evidence-needs-are-well = 의존 대상은 정상
evidence-unusual = { $what }: { $span } 전부터 특이함
evidence-unusual-first = { $what }: { $span } 전에 가장 먼저 특이해짐
evidence-logged = { $span } 전에 로그에 처음 나온 말: { $pattern }
like-hours = 비슷한 때: { $list }
like-hours-unmeasured = 이 시간에는 측정된 것이 너무 적습니다
like-hours-learning = 학습 중, { $of }시간 중 { $n }시간을 알고 있습니다
like-hours-none = 지난 { $n }시간 중 비슷한 때가 없습니다; 가장 가까운 때는 { $nearest }
like-incident = #{ $id } { $how }
like-incidents-unknown = 비교할 수 있는 끝난 인시던트가 아직 없습니다
like-incidents-none = 끝난 인시던트 { $n }건 중 비슷한 것이 없습니다
evidence-deviates = { $what } { $usual }에서 { $now }
evidence-changed = { $span } 전 { $what }
evidence-changed-by = { $span } 전 { $what }({ $by })
evidence-before = 비슷한 인시던트에서 { $n }회 원인이었음
alarm-crash = 저절로 종료
alert-on = { $subject }, { $rule }
happening-opened = 시작
happening-joined = 경보: { $alert }
happening-cleared = 해소: { $alert }
happening-blamed = 가장 유력한 원인: { $service }
happening-entered = { $layer } 단계 시작
happening-attempt = 시도 { $number }, { $action }: { $state }
happening-called = 사람 호출: { $why }
happening-resolved = 종료
need-exhausted = 허용된 조치로 복구되지 않음
need-nothing-applies = 복구할 방법이 설정되어 있지 않음
need-approval = 승인을 기다리는 시도가 있음
need-isolated = 다른 서비스를 지키기 위해 격리됨
how-recovery = 복구
how-healed = { $action }(으)로 복구
how-itself = 저절로 해소
how-person = { $name } 조치로 종료
how-prevented = { $action }(으)로 예방
how-came-true = 예측 적중: 장애는 별도 인시던트
how-false-alarm = 오경보: 일어나지 않음
how-unsettled = 예측 결과 판정 불가
how-merged = 인시던트 { $into }에 합쳐짐
how-removed = 구성에서 빠짐
incident-open = 열림
incident-healing = 복구 중
incident-person = 조치 필요
incident-approval = 승인 대기
incident-healed = 복구됨
incident-passed = 해소됨
incident-by-hand = 수동 해결
incident-prevented = 예방됨
incident-came-true = 적중
incident-false-alarm = 오경보
incident-unsettled = 판정 불가
incident-merged = 합쳐짐
incident-removed = 제거됨
doing-acting = { $action }: 실행 중, { $left } 뒤 포기
doing-settling = { $action }: 실행함, 아직 비정상, { $left } 뒤 포기
doing-verifying = { $action }: 회복됨, { $left } 뒤 확인
doing-proposed = { $action }: 승인 대기
doing-nothing = 지금은 시도하는 것이 없음
incident-took = { $span } 만에 { $how }
incident-foreseen = 예측됨
incident-preventing = 예방 중
incident-watching = 지켜보는 중
doing-watching = { $action }: 미리 실행함, { $left } 동안 이상 없으면 예방됨
doing-in-vain = { $action }: 효과 없음, { $why }
recovery-foreseen = 예측
recovery-expected = 예상
recovery-due = 남은 시간
recovery-pace = 증가
recovery-limit = 한도
recovery-judged = 판정
recovery-judged-in = { $left } 뒤
recovery-outcome = 결과
recovery-trust = 신뢰도
recovery-attempts = 시도
recovery-incidents = 인시던트
recovery-none = 진행 중이거나 최근 1시간 안에 끝난 인시던트가 없습니다.
recovery-note = 진행 중 { $open } · 최근 1시간 종료 { $ended }
recovery-number = 인시던트 { $id }
recovery-layer = 단계
recovery-called = 호출
recovery-now = 지금
recovery-began = 시작
recovery-ended = 종료
recovery-causes = 유력한 원인
recovery-no-causes = 아직 의심되는 서비스가 없습니다.
recovery-layers = 단계
recovery-window = { $window } 중 { $elapsed }
recovery-window-open = { $elapsed } 경과
recovery-comes = { $left } 뒤
recovery-left = 남은 시도
recovery-left-of = { $action } { $all }회 중 { $left }회
recovery-pause = 쉼
recovery-pause-left = { $left } 뒤 다음 시도
recovery-breaker = 차단기
recovery-breaker-left = 열림, { $left } 뒤 한 번 시도
recovery-hands = 수동 전환
recovery-hands-left = 사람이 맡음, { $left } 동안 개입하지 않음
recovery-took = { $span } 만에 복구
recovery-undone = 되돌림
recovery-weighed = 시도 { $number }에서 비교한 것
recovery-heals = 성공률
recovery-tries = 시도
recovery-cost = 비용
recovery-action = 조치
recovery-members = 경보
recovery-timeline = 경과
recovery-like = 유형
recovery-earlier = 비슷했던 것
recover-title = { $name } 복구
recover-asking = 방법마다 무엇을 하는지 런타임에 묻는 중…
recover-effect = 하는 일(순서대로)
recover-interrupts = 중단 대상
recover-interrupts-none = 다른 서비스 없음
recover-undo = 되돌리기
recover-undo-yes = 복구되지 않으면 바꾼 것을 되돌림
recover-undo-no = 되돌릴 수 없음
recover-left = 그 뒤 남는 것
recover-left-tries = 이 인시던트에서 { $n }회
recover-holds = 인정 조건
recover-holds-for = { $span } 동안 정상
recover-anyway = 자동 복구라면 하지 않음: { $why }
recover-refused = 지금은 할 수 없음: { $why }
recover-do = 실행
recover-keys = 위아래: 조치 · 좌우: 선택 · Enter · Esc 취소
approve-title = { $name } 시도 { $number }
approve-question = 자동 복구의 제안: { $action }
approve-heals = 비슷한 인시던트의 { $heals } %를 복구할 것으로 봄(알려진 시도 { $tries }회)
approve-do = 승인
reject-do = 거부
approve-effect = 지금 실행합니다
reject-effect = 실행하지 않고 1분 동안 개입하지 않습니다

## 예측
word-measure-memory = 메모리
word-measure-files = 열린 파일
word-measure-disk = 디스크
word-measure-room = 디렉터리 공간
word-measure-host-memory = 호스트 메모리
word-measure-swap = 스왑 공간
word-measure-host-files = 호스트의 열린 파일
word-measure-queue = 열린 실행
word-measure-certificate = 인증서
word-measure-restarts = 재시작
word-measure-latency = 응답 시간
word-measure-failure = 장애
word-measure-drive = 드라이브
word-measure-runs = 실행 실패
word-measure-lateness = 실행 지연
word-measure-host = 호스트 장애
foreseen-why = { $what }: { $pace }
foreseen-memory = 메모리가 { $when } { $limit }에 도달({ $share })
foreseen-files = 열린 파일이 { $when } { $limit }에 도달({ $share })
foreseen-room = 이 서비스의 디렉터리가 { $when } 허용량의 { $limit }에 이릅니다 ({ $share })
foreseen-disk = 디스크 사용률이 { $when } { $limit }에 도달({ $share })
foreseen-host-memory = 호스트 메모리 사용률이 { $when } { $limit }에 도달({ $share })
foreseen-swap = 스왑 사용률이 { $when } { $limit }에 도달({ $share })
foreseen-host-files = 호스트의 열린 파일이 { $when } { $limit }에 도달({ $share })
foreseen-queue = 열린 워크플로 실행이 { $when } { $limit }개에 도달({ $share })
foreseen-certificate = 인증서가 { $when } 만료됩니다({ $share })
foreseen-certificate-low = 인증서 유효 기간이 { $when } { $limit } 밑으로 내려갑니다({ $share })
foreseen-certain = 확실
foreseen-until = { $at }까지 유효
foreseen-restarts = 재시작이 { $when } { $limit }회에 도달({ $share })
foreseen-latency = 응답 시간이 { $when } { $limit }에 도달({ $share })
foreseen-failure = { $when } 장애 발생({ $share })
foreseen-host = { $when } 호스트 장애 발생({ $share })
foreseen-omen = { $span } 사이 { $series } { $before } → { $now }
foreseen-signs = 징후
foreseen-usually = 기저율
foreseen-in = { $span } 뒤
foreseen-within = { $span } 안에
foreseen-any-moment = 곧
foreseen-pace = { $span } 동안 { $amount }
foreseen-per-minute = 분당 +{ $amount }
foreseen-per-hour = 시간당 +{ $amount }
foreseen-chance = { $span } 안에 { $share }
foreseen-chances = { $chances } ({ $span } 동안 학습)
detail-ahead = 전망
trends-ahead-none = 앞날을 말하기에는 아는 값이 { $known }개뿐입니다. 값이 더 쌓인 뒤 다시 해 보십시오
trends-ahead-at = 시각
trends-ahead-mean = 예상
trends-ahead-80 = 80 %
trends-ahead-95 = 95 %
trends-ahead-errors = 과거에는 평균 { $own }만큼 빗나갔고, 마지막 주기를 되풀이하면 { $naive }만큼 빗나갔습니다
outlook-of = { $measure }: { $outlook }
outlook-learning = 학습 중, { $of } 가운데 { $seen }
outlook-expires = { $span } 뒤 만료(확실)
outlook-drive-learning = { $drive }: { $learning }
outlook-drive-lives = { $drive }, { $span } 안에 고장 나지 않음({ $share })
outlook-drive-fails = { $drive }, { $span } 안에 고장({ $share })
outlook-full = { $span } 뒤 가득 참({ $share })
outlook-not-full = { $span } 안에는 가득 차지 않음({ $share })
outlook-reached = { $span } 뒤 { $limit }에 도달({ $share })
outlook-below = { $span } 동안 { $limit } 미만({ $share })
bound-rule = 규칙 { $rule }
bound-probe = 프로브 { $probe }
bound-limits = 서비스의 limits 설정
bound-kernel = 커널이 허용하는 한도
bound-policy = 재시작 정책의 한도
bound-expiry = 그때 만료
bound-size = 꽉 참
outcome-open = 진행 중
outcome-hit = 적중
outcome-prevented = 예방됨
outcome-false-alarm = 오경보
outcome-unsettled = 판정 불가
foretold-none = 아직 판정된 예측 없음
foretold-rate = 적중률 { $share }, { $judged }건 중 { $hit }건

## 에이전트
agent-running = 동작 중
agent-paused = 일시 정지
agent-restarting = 재시작 중
agent-unresponsive = 응답 없음
agent-name-monitoring = 모니터링
agent-name-analytics = 분석
duty-monitoring = 샘플을 모으고 프로브를 실행해 헬스를 판정하며, 경보를 올리고 내립니다.
duty-analytics = 가용성, 복구 시간, 정시율을 계산하고 이력을 한도 안에서 관리합니다.
activity-idle = 쉬는 중
activity-watching = 지표 { $series }개, 프로브 { $probes }개 감시
activity-figuring = 서비스 { $services }개 추적
agent-restart = { $left } 뒤 다시 시작, { $attempt }회째
agent-silent = { $span }째 응답 없음
agent-paused-effect = 쉬는 중. 이벤트는 대기열에 쌓이고 샘플은 버리고 개수만 셉니다
verb-pause = 일시 정지
verb-resume = 다시 동작

## 추이
trends-series = 지표
trends-no-series = 아직 지표가 없습니다.
trends-no-data = 이 기간에 데이터가 없습니다.
trends-news = 달라진 점
trends-goals = 목표
trends-no-news = 지표 { $n }개에 이례적인 변화가 없습니다.
trends-silent = 값 없음
trends-new = 새로 나타남
trends-behind-none = 비교 안 함
trends-behind-day = 전날과 함께
trends-behind-week = 전주와 함께
trends-marks-trouble = 문제
trends-marks-change = 변경
trends-marks-start = 시작
trends-marks-none = 이 기간에 일어난 일이 없음
trends-surprise = 평소 변동의 표준오차 { $n }배
trends-fact-news = 달라진 점
trends-fact-ahead = 전망
trends-fan = 예상 50, 80, 95 %
trends-fan-none = 앞을 말하기에는 아는 것이 너무 적음: 과거 값 { $known }개
trends-fact-like = 이 시간
trends-goal = 목표
trends-measured = 측정값
trends-target = 목표값
trends-course = 경과
save-title = 차트 저장
save-path = 파일
save-forms = .svg는 그림, .csv는 값, .json은 값과 표시와 분석 결과입니다.
save-kept = 이미 있는 파일은 건드리지 않습니다.
save-bad-name = 이름이 .svg, .csv, .json 가운데 하나로 끝나야 합니다
save-nothing = 아직 저장할 차트가 없습니다.
save-done = { $path }에 저장했습니다
save-failed = { $path } 쓰기 실패: { $why }
trends-until = { $at }까지
trends-raw = 원본
trends-minute = 분 단위
trends-hour = 시간 단위
trends-last = 현재
trends-mean = 평균
trends-least = 최소
trends-most = 최대
period-15m = 15분
period-1h = 1시간
period-6h = 6시간
period-24h = 24시간
period-7d = 7일
period-30d = 30일
period-1y = 1년
trend-level = { $at }에 { $from } → { $to }
trend-episode = { $at }부터 { $until }까지 { $usual } 대신 { $to }
trend-drift = { $at }부터 서서히 { $from } → { $to }
trend-silent = { $at } 이후 값 없음
trend-new = { $at }에 새로 나타남, { $level }
trend-unknown = 알 수 없음
trend-steady = 우연을 넘는 추세 없음
trend-per-hour = 시간당 { $slope } (95 %: { $low } ~ { $high })
trend-per-day = 하루 { $slope } (95 %: { $low } ~ { $high })
trend-daily = 하루 주기, 변동의 { $share } 설명 ({ $n }일)
trend-weekly = 한 주 주기, { $share } 더 설명 ({ $n }주)
trend-no-season = 보이지 않음
trend-no-step = 보이지 않음
trend-against = { $share }: 지금 { $now }, 그때 { $then }
trend-against-plain = 지금 { $now }, 그때 { $then }
trend-fact-level = 수준
trend-fact-slope = 기울기
trend-fact-season = 주기
trend-fact-change = 마지막 변화
trend-fact-day = 전날 대비
trend-fact-week = 전주 대비
sheet-period = { $series }, { $since } ~ { $until }
sheet-utc = 시각(UTC)
sheet-unit-percent = 퍼센트
sheet-unit-bytes = 바이트
sheet-unit-rate = 초당 바이트
sheet-unit-celsius = °C
sheet-unit-time = 시간
sheet-unit-count = 개수
sheet-unit-plain = 값
sheet-bad = 경보와 인시던트
sheet-change = 배포와 변경
sheet-start = 시작과 종료
goal-rose = { $at }에 { $from }에서 { $to }(으)로 상승
goal-fell = { $at }에 { $from }에서 { $to }(으)로 하락
goal-turnaround = 작업 처리 시간
goal-recovery = 사람 없이 복구
goal-prediction = 예측 적중
goal-collaboration = 협업 효율
basis-runs = { $n ->
    [0] 이 기간에 성공한 워크플로 실행 없음
   *[other] 성공한 실행 { $n }건의 중앙값. 개별 작업은 아직 측정하지 않음
}
basis-watched = 지켜본 { $span } 동안 서비스 { $services }개, 중단 { $outages }회
basis-incidents = { $n ->
    [0] 이 기간에 끝난 인시던트 없음
   *[other] { $n }건 가운데 { $healed }건 자동 복구, { $passed }건 저절로 해소
}
basis-predictions = { $n ->
    [0] 이 기간에 판정된 예측 없음
   *[other] 판정된 예측 { $n }건
}
basis-not-measured = 아직 측정하지 않음: 지금은 에이전트들이 함께 일하지 않음
metric-host-cpu-used-percent = cpu
metric-host-cpu-core-percent = 코어별 cpu
metric-host-load-1m = 부하, 1분
metric-host-load-5m = 부하, 5분
metric-host-load-15m = 부하, 15분
metric-host-pressure-cpu-percent = CPU 대기
metric-host-pressure-io-percent = 디스크 대기
metric-host-pressure-memory-percent = 메모리 대기
metric-host-memory-used-percent = 메모리
metric-host-memory-used-bytes = 메모리 사용량
metric-host-memory-available-bytes = 메모리 여유
metric-host-swap-used-percent = 스왑
metric-host-swap-used-bytes = 스왑 사용량
metric-host-disk-used-percent = 디스크
metric-host-disk-used-bytes = 디스크 사용량
metric-host-disk-free-bytes = 디스크 여유
metric-host-disk-inodes-percent = inode
metric-host-io-read-bytes-per-second = 디스크 읽기
metric-host-io-written-bytes-per-second = 디스크 쓰기
metric-host-net-received-bytes-per-second = 네트워크 수신
metric-host-net-sent-bytes-per-second = 네트워크 송신
metric-host-temperature-celsius = 온도
metric-host-files-open-count = 열린 파일
metric-host-files-used-percent = 열린 파일, 허용된 수 대비
metric-workflow-open-count = 열린 실행
metric-host-processes-count = 프로세스
metric-disk-failing = 드라이브 스스로 알린 고장
metric-disk-present = 드라이브 연결
metric-disk-age-hours = 사용 시간(시)
metric-disk-temperature-celsius = 드라이브 온도
metric-disk-io-errors-count = 드라이브 오류
metric-disk-scsi-grown-defects = 늘어난 결함
metric-disk-smart-5 = 대체된 섹터
metric-disk-smart-9 = 사용 시간(시)
metric-disk-smart-187 = 정정하지 못한 오류
metric-disk-smart-188 = 시간을 넘긴 명령
metric-disk-smart-197 = 대체를 기다리는 섹터
metric-disk-smart-198 = 정정할 수 없는 섹터
metric-disk-smart-199 = 케이블 오류
metric-disk-nvme-available-spare = 남은 예비 공간
metric-disk-nvme-critical-warning = 심각한 경고
metric-disk-nvme-media-errors = 매체 오류
metric-disk-nvme-num-err-log-entries = 오류 로그 항목
metric-disk-nvme-percentage-used = 마모
metric-disk-nvme-unsafe-shutdowns = 비정상 종료
metric-service-cpu-percent = cpu
metric-service-memory-bytes = 메모리
metric-service-threads-count = 스레드
metric-service-files-count = 열린 파일
metric-service-files-used-percent = 열 수 있는 파일 중 열린 파일
metric-service-restarts-count = 재시작
metric-service-processes-count = 프로세스
metric-service-read-bytes-per-second = 읽기
metric-service-written-bytes-per-second = 쓰기
metric-service-dir-used-percent = 가장 찬 디렉터리
metric-service-log-lines-per-second = 초당 로그 줄 수
metric-service-log-errors-per-second = 초당 로그 오류 수
metric-probe-latency-ms = 프로브 지연
metric-probe-failed-percent = 실패한 프로브
metric-probe-certificate-days = 인증서 남은 기간

## 로그
logs-runtime = 런타임
logs-lines = { $n }줄
logs-skipped = { $n }바이트 건너뜀
logs-matches = “{ $text }” { $n }건
logs-wrapped = 줄바꿈
logs-following = 따라가는 중
logs-at = { $n }번째 줄
logs-empty = 아직 기록된 것이 없습니다.
level-error = 오류
level-warn = 경고
level-info = 정보
level-debug = 상세

## 변경 이력
entry-run-started = 워크플로 시작
entry-run-refused = 워크플로 실행 안 함
entry-run-ended = 워크플로 종료
entry-step-answered = 단계 응답
entry-runtime-started = 런타임 시작
entry-runtime-ended = 런타임 종료
entry-config-reloaded = 설정 다시 읽음
entry-model-replaced = 더 나은 장애 예측 모델을 학습
entry-host-went-down = 호스트가 꺼졌다가 다시 부팅됨
entry-service-start-asked = 시작 지시
entry-service-stop-asked = 중지 지시
entry-service-restart-asked = 재시작 지시
entry-service-started = 시작됨
entry-service-adopted = 인수함
entry-service-exited = 스스로 종료
entry-service-start-failed = 시작 실패
entry-service-stopped = 중지됨
entry-service-refused = 지시 거절됨
entry-service-unhealthy = 생존 확인 실패로 재시작
entry-service-scaled = 인스턴스 수 변경
entry-service-reloaded = 설정 다시 읽음
entry-service-reload-failed = 설정 다시 읽기 실패
entry-service-stop-failed = 중지 명령이 실패해 신호를 보냄
entry-service-swept = 남은 프로세스 정리
entry-service-released = 다른 릴리스 실행
entry-incident-opened = 인시던트 발생
entry-incident-resolved = 인시던트 종료
entry-incident-escalated = 사람 호출
entry-prediction-made = 문제 예측
entry-prediction-settled = 예측 판정
entry-recovery-tried = 복구 시도
entry-recovery-verified = 복구 확인
entry-recovery-failed = 복구 실패
entry-alert-opened = 경보 발생
entry-alert-changed = 경보 변경
entry-alert-acknowledged = 경보 확인
entry-alert-unacknowledged = 경보 확인 취소
entry-alert-resolved = 경보 해소
entry-silenced = 음소거 설정
entry-silence-ended = 음소거 해제
entry-agent-paused = 일시 정지
entry-agent-resumed = 다시 동작
entry-agent-panicked = 패닉, 재시작
entry-fault-injected = 고장 주입
entry-faults-taken-back = 고장 되돌림
entry-times = { $n }번
entry-by = ({ $by })

## 대화창
cancel = 취소
confirm-title = { $what }
order = { $what } { $verb }
confirm-start = { $name }({ $state })을(를) 시작합니다.
confirm-stop = { $name }({ $state }, pid { $pid })에 종료를 요청하고, 유예가 지나면 강제 종료합니다. 다시 시작할 때까지 내려가 있습니다.
confirm-restart = { $name }({ $state }, pid { $pid })에 종료를 요청하고, 유예가 지나면 강제 종료한 뒤 바로 다시 시작합니다.
confirm-reload = { $name }({ $state }, pid { $pid })이(가) 설정을 다시 읽습니다.
confirm-stop-all = 의존하는 서비스부터 중지하고 모두 내려 둡니다
confirm-dependants = 의존하는 서비스 { $n }개: { $list }
confirm-no-dependants = 의존하는 다른 서비스가 없습니다.
confirm-more = … 외 { $n }개.
confirm-hidden = 그중 { $n }개는 필터에 가려져 있습니다.
quit-title = 나가기
quit-question = 자동 복구는 런타임이 있어야 합니다. 런타임을 어떻게 할까요?
quit-cancel = 그대로 머무름
quit-detach = 연결 끊기
quit-detach-effect = 런타임과 서비스는 계속 동작
quit-background = 백그라운드에서 계속
quit-background-effect = 화면 없이 서비스 감시를 계속
quit-leave = 런타임만 종료
quit-leave-effect = 서비스는 감시 없이 계속, 다음 런타임이 인수
quit-stop = 모두 중지
quit-stop-effect = 의존하는 쪽부터 서비스를 중지
quit-demo = 데모 끝내기
quit-demo-effect = 서비스를 멈추며, 실행 중인 것을 남기지 않음
prompt-acknowledge = 경보 확인
prompt-silence = 음소거
prompt-note = 메모
prompt-span = 기간
prompt-keys = Enter 진행, Tab 다음 칸, Esc 취소
prompt-bad-span = “{ $text }”은(는) 기간이 아닙니다. 30m, 2h, 1day 처럼 쓰십시오
search-keys = ! 제외 · a|b 둘 중 하나 · ^ $ 양끝 · * 아무거나 · Enter 유지 · Esc 지움
help-title = 키
help-keys = 다른 키를 누르면 닫힙니다
group-console = 콘솔
group-move = 이동
legend-good = 정상
legend-warn = 이상함, 살펴볼 것
legend-bad = 고장, 사람이 필요
legend-busy = 진행 중
legend-off = 일부러 끔, 또는 확인됨
legend-unknown = 알 수 없음
palette-title = 명령
palette-nothing = 그런 이름이 여기 없습니다.

## 바닥글 알림
said-done = { $what }: 접수됨
said-failed = { $what }: { $why }
said-failed-many = { $what }: { $n }건 거부됨, 첫째: { $why }
said-read-only = 보기만 할 수 있는 연결입니다(--read-only).
said-lost = 런타임과 끊겼습니다. 다시 연결될 때까지 바꿀 수 없습니다.
said-no-alert = 해당하는 경보가 선택되지 않았습니다.
said-no-silence = 이 경보에 걸린 음소거가 없습니다.
said-no-demo = 고장은 데모에서만 낼 수 있습니다: autoagents demo
said-no-service = 서비스에 대한 것이 아닙니다.
said-nothing-proposed = 승인을 기다리는 것이 없습니다.
said-no-filter = 여기에는 거를 것이 없습니다.
said-mouse-taken = 마우스를 콘솔이 씁니다. 글자 선택은 Shift와 함께.
said-mouse-released = 마우스를 터미널에 돌려주었습니다.
said-no-suspend = 런타임이 이 프로세스 안에 있어 멈추면 복구도 멈춥니다. q로 나가 백그라운드에서 계속하십시오.

## 동작: 도움말과 명령줄의 설명
action-overview = 개요로
action-agents = 에이전트로
action-services = 서비스로
action-alerts = 경보로
action-recovery = 복구로
action-predictions = 예측으로
action-unusual = 예측, 이상, 예측 모델 중에서 전환
action-trends = 추이로
action-logs = 로그로
action-command = 명령줄
action-help = 도움말
action-filter = 거르기, 로그에서는 찾기
action-mouse = 마우스 놓기/잡기
action-redraw = 화면 다시 그리기
action-suspend = 셸로 잠시 나가기
action-quit = 나가기
action-up = 위로
action-down = 아래로
action-top = 처음으로
action-bottom = 끝으로
action-page-up = 한 쪽 위로
action-page-down = 한 쪽 아래로
action-half-page-up = 반 쪽 위로
action-half-page-down = 반 쪽 아래로
action-next-pane = 다음 칸
action-previous-pane = 이전 칸
action-open = 열기
action-back = 한 단계 뒤로
action-mark = 행 선택
action-acknowledge = 확인
action-unacknowledge = 확인 취소
action-silence = 음소거
action-unsilence = 음소거 해제
action-history = 지난 경보
action-pause = 일시 정지/다시 동작
action-start = 시작
action-stop = 중지
action-restart = 재시작
action-reload = 설정 다시 읽기
action-stop-all = 의존 서비스까지 중지
action-recover = 직접 복구
action-approve = 제안된 조치 승인
action-reject = 제안된 조치 거부
action-open-log = 로그 열기
action-shorter-period = 기간 짧게
action-longer-period = 기간 길게
action-zoom-in = 확대
action-zoom-out = 축소
action-earlier = 이전으로
action-later = 이후로
action-faults = 고장 내기 (데모)
action-next-mark = 다음 표시
action-previous-mark = 이전 표시
action-compare = 전날이나 전주와 비교
action-ahead = 현재 오른쪽에 예상 표시
action-next-list = 지표, 달라진 점, 목표 목록 바꾸기
action-save-chart = 차트를 파일로 저장
action-overlay = 차트에 일어난 일 표시
action-follow = 끝 따라가기
action-wrap = 긴 줄 바꾸기
action-next-source = 다음 로그
action-previous-source = 이전 로그
action-next-match = 다음 찾기
action-previous-match = 이전 찾기

## 바닥글용 짧은 말
hint-command = 명령
hint-faults = 고장
hint-recover = 복구
hint-approve = 승인
hint-reject = 거부
hint-next-mark = 다음 표시
hint-previous-mark = 이전 표시
hint-ahead = 전망
hint-compare = 비교
hint-next-list = 목록
hint-save-chart = 저장
hint-filter = 거르기
hint-mark = 선택
hint-search = 찾기
hint-unusual = 보기
hint-history = 지난 경보
hint-open-log = 로그
hint-shorter-period = 짧게
hint-longer-period = 길게
hint-zoom-in = 확대
hint-zoom-out = 축소
hint-overlay = 표시
hint-follow = 따라가기
hint-wrap = 줄바꿈
hint-unacknowledge = 확인 취소
hint-acknowledge = 확인

# The Workflows tab, and what is asked about runs
tab-workflows = 워크플로
action-workflows = 워크플로로 이동
action-left = 왼쪽으로
action-right = 오른쪽으로
action-run = 실행
action-cancel = 취소
action-retry = 실패한 것 다시 실행
action-roll-back = 한 일 되돌리기
action-answer = 물음에 답하기
action-gantt = 시간 막대 또는 그래프
hint-retry = 다시
hint-roll-back = 되돌리기
hint-answer = 답하기
hint-gantt = 막대
back = 뒤로
run-asking = 답을 기다림
run-undoing = 되돌리는 중
run-undone = 되돌림
run-partly-undone = 일부만 되돌림
column-workflow = 워크플로, 실행
column-outcome = 결과
column-steps = 단계
column-undo = 되돌림
column-time = 시간
column-when = 언제
count-workflows = 워크플로 { $n }개
workflows-graph = 그래프
workflows-bars = 시간 순
workflows-listed = 단계
workflows-log = { $step }, { $n }번째 시도
workflows-run = 실행 { $id }
workflows-steps = 단계 { $n }개
workflows-usual = 보통 { $span }
workflows-of-usual = { $took } / 보통 { $usual }
workflows-failed = 최근 { $of }번 중 { $failed }번 실패
workflows-next = 다음 { $at }
workflows-in = { $span } 뒤 ({ $at })
workflows-fired = { $fired }번, 늦음 { $late }, 놓침 { $missed }, 생략 { $skipped }
workflows-forecasts = 예측: { $worth }
workflows-undone = 되돌림: { $what }
hold-turn = 앞선 실행 { $run }이(가) 끝나기를
hold-slots = 빈 자리({ $busy }개 모두 사용 중)
hold-parallel = 워크플로의 빈 자리({ $most }개 모두 사용 중)
hold-resource = 다른 실행이 쓰고 있는 자원 `{ $resource }`
workflows-held = 기다림: { $why }
workflows-asked = { $step }: { $what }
workflows-open = { $n }개 진행
workflows-gone = 이제 설정에 없음
workflows-folded = 외 { $n }개
workflows-critical = 임계 경로 { $line } { $length }
workflows-no-bars = 막대는 실행에 대해 그려집니다. 목록에서 실행을 고르십시오.
workflows-too-large = 그리기에는 너무 큰 그래프입니다. Enter를 누르면 단계를 목록으로 봅니다.
workflows-empty = 아직 워크플로가 없습니다.
workflows-empty-how = 워크플로는 { $folder } 안의 TOML 파일이며, 파일 이름이 워크플로의 이름이 됩니다. 예:
workflows-empty-then = 설정을 다시 읽으면 여기에 나타납니다.
started-operator = { $by }이(가) 시작
started-schedule = { $due } 일정에 따라
started-trigger = { $what }에 의해
started-step = 실행 { $run }의 단계가 시작
started-retry = 실행 { $of } 뒤에 { $by }이(가) 다시 시작
step-item = 항목
step-items = 항목
step-items-done = { $n }개 중 { $done }개 끝남
step-sub-run = 대신하는 것
step-about = 설명
step-why = 이유
step-again-in = { $left } 뒤에 다시 시도
step-asks = 묻는 것
step-after = 앞 단계
step-undo = 되돌리기
step-attempts = 시도
step-try = 시도
step-tries = { $n }번째 시도
step-outputs = 출력 값
step-no-log = 이 단계에는 출력이 없습니다. 프로그램이 아니거나 아직 시작하지 않았습니다.
question-approve = { $prompt }
question-approve-plain = 계속해도 됩니까?
question-task = 할 일: { $prompt }
question-unknown = 실행되었습니까? 실행 중에 런타임이 강제로 종료되었습니다.
question-unknown-undo = 되돌려졌습니까? 되돌리는 중에 런타임이 강제로 종료되었습니다.
answer-title = { $step }의 물음
answer-approve-yes = 승인
answer-approve-yes-effect = 계속합니다
answer-approve-no = 거부
answer-approve-no-effect = 실패로 처리합니다. 이유를 적을 수 있습니다
answer-task-yes = 완료
answer-task-yes-effect = 계속합니다
answer-task-no = 할 수 없음
answer-task-no-effect = 실패로 처리합니다. 이유를 적을 수 있습니다
answer-unknown-yes = 실행됨
answer-unknown-yes-effect = 그 다음부터 계속합니다
answer-unknown-no = 실패함
answer-unknown-no-effect = 실패로 처리합니다
answer-unknown-again = 다시 실행
answer-unknown-again-effect = 두 번 실행될 수 있습니다
answer-unknown-undo-yes = 되돌려짐
answer-unknown-undo-yes-effect = 되돌리기를 계속합니다
answer-unknown-undo-no = 되돌려지지 않음
answer-unknown-undo-no-effect = 그것을 빼고 되돌리기를 계속합니다
answer-unknown-undo-again = 다시 되돌리기
answer-unknown-undo-again-effect = 두 번 실행될 수 있습니다
errand-run = { $workflow } 실행 { $id }
errand-over = 그 실행은 끝나는 중이거나 끝났습니다
errand-open = 그 실행은 진행 중입니다. 먼저 취소하십시오
errand-no-run = 먼저 실행을 고르십시오
errand-no-workflow = 이 워크플로를 알 수 없습니다
errand-nothing-asked = 이 실행에는 묻는 것이 없습니다
errand-cancel-effect = 새로 시작하는 것은 없습니다. 실행 중인 것은 끝내라는 요청을 받고, 유예 시간이 지나면 강제로 종료됩니다.
errand-stops = 멈춤: { $step }
errand-stop = 멈추기
errand-stop-effect = 한 일은 그대로 둡니다
errand-stop-undo = 멈추고 되돌리기
errand-stop-undo-effect = 그런 다음 한 일을 마지막 것부터 되돌립니다
action-retry-effect = 새 실행이 이미 한 일을 이어받아, 실패했거나 실행되지 않은 것을 실행합니다.
action-retry-do = 다시 실행
action-roll-back-effect = 한 단계마다 되돌리기를 마지막 것부터 실행합니다.
action-roll-back-do = 되돌리기
form-title = { $workflow } 실행
form-rehearse = 모의 실행
form-run = 실행
form-keys = tab 다음   enter 계속   pgup/pgdn 넘기기   esc 닫기
form-no-params = 매개변수가 없습니다.
form-string = 글
form-int = 정수
form-float = 수
form-bool = true 또는 false
form-list = 쉼표로 나눈 글
form-missing = 꼭 넣어야 합니다
form-wrong = 쓸 수 있는 값: { $wanted }
form-would = 실행할 단계 { $n }개, 이 순서로:
form-when = { $when }이면
form-when-yes = { $when }이므로
form-when-no = { $when }이(가) 아니므로 건너뜀
# End of the Workflows tab

## 데모와 고장
cli-demo-runs = 데모가 { $dir }에서 실행 중입니다. 페이지: { $url }. `autoagents demo fault kill`로 무언가를 고장 내고, Ctrl-C로 끝냅니다
cli-demo-injected = { $fault }: 고장을 냈습니다. `autoagents service list`나 콘솔에서 회복되는 것을 지켜보세요
cli-demo-healed = 남아 있던 고장을 모두 되돌렸습니다
cli-demo-targets = 대상
cli-demo-restart-heals = 재시작으로 회복
cli-demo-what = 일어나는 일
cli-yes = 예
cli-no = 아니요
fault-kill = 프로세스를 강제 종료합니다 (SIGKILL)
fault-kill-truth = 서비스의 pid가 바뀌고, 마지막 종료가 시그널 9로 나옵니다
fault-hang = 프로세스를 멈춥니다 (SIGSTOP). 살아 있지만 아무 응답도 하지 않습니다
fault-hang-truth = /proc의 상태가 T이고 프로브가 시간을 넘깁니다
fault-crash-loop = 오래된 잠금 파일이나 손상된 상태 파일 때문에, 치울 때까지 시작할 때마다 끝납니다
fault-crash-loop-truth = 종료 코드 1로 되풀이해 끝나고, 로그에 그 파일이 나옵니다
fault-memory-leak = 메모리를 초당 5 MB씩 차지하고, 192 MB에서 메모리가 바닥납니다
fault-memory-leak-truth = service.memory_bytes가 끝없이 늘어납니다
fault-slow-leak = 메모리를 초당 1 MB씩 차지합니다. 미리 예측할 수 있습니다
fault-slow-leak-truth = service.memory_bytes가 한도를 향해 늘어납니다
fault-descriptor-leak = 파일을 열기만 하고 닫지 않아, 결국 더 열 수 없게 됩니다 (256개)
fault-descriptor-leak-truth = service.files_count가 끝없이 늘어납니다
fault-cpu-hog = 프로세서 하나를 쓸데없이 다 씁니다
fault-cpu-hog-truth = service.cpu_percent가 100에 가깝습니다
fault-slow-descriptor-leak = 파일을 매초 하나씩 열고 닫지 않습니다. 미리 예측할 수 있습니다
fault-slow-descriptor-leak-truth = service.files_count가 한도를 향해 늘어납니다
fault-slow-latency = 몇 분에 걸쳐 응답이 조금씩 느려집니다
fault-slow-latency-truth = probe.latency_ms가 한도를 향해 올라갑니다
fault-slow-errors = 실패하는 요청의 비율이 서서히 늘어납니다
fault-slow-errors-truth = service.log_errors_per_second가 오르다가 /health가 알립니다
fault-filling-disk = 몇 분에 걸쳐 작은 디스크가 불필요한 백업으로 차오릅니다
fault-filling-disk-truth = service.dir_used_percent가 오르다가 쓰기가 실패합니다
fault-latency-ramp = 응답이 갈수록 느려져 4초까지 걸립니다
fault-latency-ramp-truth = /metrics의 p95_ms와 probe.latency_ms가 올라갑니다
fault-error-ramp = 실패하는 요청의 비율이 늘어 결국 모두 실패합니다
fault-error-ramp-truth = /metrics의 error_share가 오르고 /health가 알립니다
fault-full-disk = 작은 디스크가 가득 차서 쓰기가 ENOSPC로 실패합니다
fault-full-disk-truth = /health가 “No space left on device”라고 알립니다
fault-lost-dependency = 살아 있지만 방화벽 뒤에 있는 것처럼 연결을 거부합니다
fault-lost-dependency-truth = 포트가 연결을 거부하고, 의존하는 서비스의 /health가 알립니다
fault-port-taken = 강제 종료되고, 엉뚱한 프로세스가 그 포트를 차지합니다
fault-port-taken-truth = 주소가 사용 중이라 시작할 때마다 끝납니다
fault-bad-deploy = 고장 난 릴리스가 배포되고 서비스가 다시 시작됩니다
fault-bad-deploy-truth = releases/api/current가 v2-bad를 가리키고, 요청 다섯 중 넷이 실패합니다
fault-clock-jump = 서비스가 보는 시각이 한 시간 앞으로 뜁니다
fault-clock-jump-truth = /health가 시계가 얼마나 뛰었는지 알립니다
fault-zombie = 자식 프로세스를 시작하고 거두지 않아, 결국 더 시작할 수 없게 됩니다
fault-zombie-truth = /proc에 상태 Z인 자식이 보이고 /live가 그 수를 알립니다
fault-orphan = 끝나면서 포트를 쥔 자식 프로세스를 남깁니다
fault-orphan-truth = 끝난 프로세스의 자식이 여전히 포트를 듣고 있어 새 프로세스가 듣지 못합니다
faults-title = 고장 내기
faults-fault = 고장
faults-on = 대상
faults-order = { $service }에 { $fault }
faults-restart-heals = 재시작하면 회복됨
faults-restart-does-not = 재시작으로는 회복되지 않음
faults-take-back = 모두 되돌리기
faults-take-back-effect = 주입한 고장 가운데 남은 것을 모두 되돌립니다
faults-keys = ↑ ↓ 고장   ← → 서비스   Enter 고장 내기   Esc 뒤로
demo-io = `{ $path }` { $attempt } 실패: { $error }. 힌트: `--dir`로 쓸 수 있는 디렉터리를 지정하십시오
demo-foreign = `{ $dir }`이(가) 비어 있지 않고 데모도 없습니다. 힌트: 새 디렉터리나 빈 디렉터리를 지정하십시오
demo-in-use = 이미 `{ $dir }`에서 데모가 실행 중입니다. 힌트: `autoagents demo --dir { $dir }`로 연결하십시오
demo-no-ports = 루프백에 빈 포트가 모자랍니다. 힌트: `ss -ltnp`로 누가 쓰는지 확인하십시오
demo-not-running = 실행 중인 데모가 없습니다. 힌트: `autoagents demo`로 시작하거나 `--dir`로 디렉터리를 지정하십시오
demo-several = 여러 데모가 실행 중입니다: { $dirs }. 힌트: `--dir`로 하나를 지정하십시오
word-attempt-find = 찾기
word-attempt-read = 읽기
word-attempt-write = 쓰기
word-attempt-make = 디렉터리 만들기
word-attempt-lock = 잠금
word-attempt-link = 링크 만들기
word-attempt-remove = 지우기
word-what-fault = 고장
refusal-no-demo = 고장은 데모에서만 낼 수 있습니다. 힌트: `autoagents demo`로 시작하십시오
refusal-not-a-target = `{ $service }`에는 `{ $fault }` 고장을 낼 수 없습니다. 힌트: 다음 중 하나에 내십시오: { $targets }
refusal-not-injected = `{ $service }`에 `{ $fault }` 고장을 낼 수 없습니다: { $system }. 힌트: 서비스가 실행 중입니까?
failure-headless-verb = `--headless`는 데모를 실행할 때만 쓰고 데모의 다른 명령에는 쓰지 않습니다
help-demo = 실제 프로세스로 된 예제 커뮤니티 플랫폼에 고장을 내며 시험해 봅니다. 자기 디렉터리 밖은 건드리지 않고 아무것도 남기지 않습니다
help-demo-faults = 낼 수 있는 고장들
help-demo-fault = 실행 중인 데모에 고장을 냅니다
help-demo-heal = 주입한 고장 가운데 남은 것을 모두 되돌립니다
help-demo-part = 데모 플랫폼의 프로세스 하나
arg-headless = 화면 없이
arg-demo-limit = 이 시간이 지나면 스스로 끝냅니다 (`--headless`와 함께)
arg-dir = 데모의 디렉터리로, 남겨 둡니다. 지정하지 않으면 끝날 때 지우는 임시 디렉터리를 씁니다. 다른 명령에서는 여러 데모 가운데 어느 것인지 가리킵니다
arg-on = 보통 대상 대신 어느 서비스에
arg-port = 길 잃은 프로세스가 차지하는 포트

## 거절
refusal-not-found = { $what } `{ $name }`이(가) 없습니다{ $nearest ->
    [none] {""}
   *[other] . 힌트: `{ $nearest }`을(를) 뜻하셨습니까?
}
refusal-read-only = 읽기 전용 연결입니다. 힌트: --read-only 없이 연결하십시오
refusal-barred = `{ $service }`을(를) 복구할 수 없습니다: { $bar }
refusal-nothing-proposed = 인시던트 { $incident }에는 승인을 기다리는 시도가 없습니다. 힌트: `autoagents incident show { $incident }`를 보십시오
bar-nothing-to-do = 할 수 있는 일이 없습니다. 힌트: `[service.recovery]`를 설정하거나 `--action`을 지정하십시오
bar-later = { $layer } 단계에 속합니다
bar-spent = 이 인시던트에서 이미 { $tries }회 시도했습니다
bar-breaker-open = 실패한 시도가 너무 많습니다. 잠시 뒤에 다음 시도가 허용됩니다
bar-pause = 직전 시도의 결과를 지켜보거나 사람이 넘겨받아 잠시 멈춤
bar-policy-never = 재시작 정책이 "never"입니다
bar-dependency-down = 필요한 `{ $on }`이(가) 내려가 있습니다
bar-hands-off = 중지 상태로 두기로 되어 있습니다. 힌트: `autoagents service start`로 시작하십시오
bar-busy = 다른 시도가 진행 중입니다. 힌트: 끝날 때까지 기다리십시오
bar-healthy = 정상입니다
refusal-running = `{ $name }`은(는) 이미 실행 중입니다
refusal-starting = `{ $name }`은(는) 이미 시작하는 중입니다
refusal-stopped = `{ $name }`은(는) 이미 중지되어 있습니다
refusal-no-command = `{ $name }`은(는) 외부 서비스이고 { $verb } 명령이 없습니다. 힌트: 해당 [[service]]에 `{ $verb }_command`를 설정하십시오
refusal-no-heartbeat = `{ $name }`에는 하트비트 프로브가 없습니다. 힌트: `kind = "heartbeat"`인 [[service.probe]]를 추가하십시오
refusal-several-heartbeats = `{ $name }`에는 하트비트 프로브가 여럿 있습니다. 힌트: `{ $name }/{ $probe }`처럼 하나를 지정하십시오
refusal-no-restart = `{ $name }`은(는) 외부 서비스라 재시작할 수 없습니다. 힌트: 중지한 뒤 시작하십시오
refusal-all-stopped = `{ $name }`과(와) 여기에 의존하는 서비스가 모두 이미 중지되어 있습니다
refusal-no-reload = `{ $name }`에는 설정을 다시 읽게 할 신호도 명령도 없습니다. 힌트: [[service]]에 `reload`를 설정하거나 재시작하십시오
refusal-not-running = `{ $name }`이(가) 실행 중이 아닙니다. 힌트: 실행 중인 서비스만 설정을 다시 읽을 수 있습니다
refusal-runs-once = `{ $name }`은(는) 하나만 실행됩니다. 힌트: 여러 개를 실행하려면 [[service]]에 `instances`를 설정하십시오
refusal-too-many = `{ $name }`의 인스턴스는 최대 { $max }개입니다. 힌트: [[service]]의 `max_instances`를 설정하십시오
refusal-as-many = `{ $name }`의 인스턴스는 이미 { $count }개입니다
refusal-several-instances = `{ $name }`은(는) 여러 번 실행되고 있습니다. 힌트: `{ $one }`처럼 하나를 지정하십시오
refusal-no-instances = `{ $name }`에는 지금 인스턴스가 없습니다. 힌트: `autoagents service scale { $name } 1`
refusal-unclear = `{ $name }`의 상태를 알 수 없습니다. { $manager ->
    [none] 관리자가 아직 응답하지 않았습니다. 힌트: 잠시 후 다시 시도하십시오
   *[other] { $manager }
}
refusal-ending = 런타임이 종료되는 중입니다. 힌트: 먼저 런타임을 다시 시작하십시오
refusal-not-acknowledged = 경보 { $id }은(는) 확인된 상태가 아닙니다
refusal-silence-of-all = 음소거에는 규칙이나 대상이 필요합니다. 힌트: 경보 하나를 음소거하거나 대상을 지정하십시오
refusal-silence-span = 음소거 기간은 0보다 길고 1년을 넘지 않아야 합니다. 힌트: `2h`처럼 기간을 지정하십시오
refusal-not-saved = 실행했지만 저장하지 못했습니다: { $store }
refusal-log-unreadable = `{ $name }`의 로그를 읽을 수 없습니다: { $log }
refusal-no-log = `{ $name }`의 로그를 읽을 수 없습니다. { $manager }
refusal-busy = 대기 중인 조회가 너무 많거나 런타임이 종료되는 중입니다. 힌트: 다시 시도하십시오
refusal-no-answer = 런타임이 이 조회에 답하지 않습니다. 힌트: 양쪽에 같은 버전의 `autoagents`를 쓰십시오
refusal-lost = 런타임과 끊겼습니다. 힌트: 다시 연결될 때까지 기다리십시오
refusal-ended = 런타임이 종료되었습니다
word-what-service = 서비스
word-what-alert = 발생 중인 경보
word-what-silence = 음소거
word-what-agent = 에이전트
word-what-incident = 진행 중인 인시던트
word-what-action = 복구 방법
word-what-heartbeat = 하트비트 프로브
# 워크플로: 실행이나 요청이 왜 안 되는지, 단계의 시도가 왜 실패했는지
word-what-series = 지표
word-what-workflow = 워크플로
word-what-definition = 정의
word-what-run = 실행
word-what-step = 단계
run-refusal-param-missing = 매개변수 `{ $param }`을(를) 지정해야 합니다. 힌트: `-p { $param }=VALUE`를 더하십시오
run-refusal-no-param = 매개변수 `{ $param }`이(가) 없습니다{ $nearest ->
    [none] {""}
   *[other] . 힌트: `{ $nearest }`을(를) 뜻하셨습니까?
}
run-refusal-param-type = 매개변수 `{ $param }`에 `{ $given }`은(는) 쓸 수 없습니다. 힌트: 쓸 수 있는 값: { $wanted }
run-refusal-run-over = 실행 { $run }은(는) 이미 끝났습니다. 힌트: `autoagents workflow show { $run }`에서 볼 수 있습니다
run-refusal-run-ending = 실행 { $run }은(는) 이미 끝나는 중입니다. 한 일을 되돌리거나 실패 처리 단계를 실행하고 있습니다. 힌트: `autoagents workflow show { $run }`에서 볼 수 있습니다
run-refusal-run-open = 실행 { $run }이(가) 진행 중입니다. 힌트: 끝나기를 기다리거나 `autoagents workflow cancel { $run }`로 끝내십시오
run-refusal-nothing-to-retry = 실행 { $run }은(는) 실패하지 않아 다시 실행할 것이 없습니다
run-refusal-taken-over = 실행 { $run }에서 한 일은 실행 { $by }이(가) 이어받았으므로 그 실행에서만 되돌리거나 다시 실행할 수 있습니다. 힌트: `autoagents workflow rollback { $by }` 또는 `autoagents workflow retry { $by }`를 쓰십시오
run-refusal-nothing-to-undo = 실행 { $run }에는 되돌릴 수 있는 일이 없습니다
run-refusal-not-asking = 단계 `{ $step }`은(는) 묻는 것이 없습니다. 힌트: 묻고 있는 단계는 `autoagents workflow show RUN`에서 볼 수 있습니다
run-refusal-no-other = 단계 `{ $step }`은(는) 되돌리기에 대해 묻고 있어 다시 실행할 수 없습니다. 힌트: `yes`나 `no`로 답하십시오
run-refusal-trigger = 트리거가 주는 값을 구할 수 없습니다: { $why }
run-refusal-overlap = `{ $workflow }`의 실행 { $run }이(가) 진행 중이라 그동안 다른 실행을 시작하지 않습니다. 힌트: 끝나기를 기다리거나 `autoagents workflow cancel { $run }`로 끝내십시오
run-refusal-full = 이미 { $runs }개의 실행이 기다리고 있습니다. 힌트: 몇 개가 시작되기를 기다리거나 취소하십시오
run-refusal-gone = 설정에 워크플로 `{ $workflow }`이(가) 더 이상 없습니다. 힌트: `autoagents workflow list`를 보십시오
step-failure-exit = { $exit }
step-failure-start = 시작할 수 없었습니다: { $start }
step-failure-timed-out = { $after }보다 오래 걸렸습니다
step-failure-hung = { $silent } 동안 신호가 없었습니다
step-failure-not-begun = { $after } 안에 차례가 오지 않았습니다
step-failure-expression = `{ $expression }`을(를) 계산할 수 없습니다: { $error }
step-failure-no-secret = 비밀 값 `{ $secret }`을(를) 읽을 수 없습니다: { $error }
step-failure-outputs = 출력 값을 읽을 수 없습니다: { $error }
step-failure-not-recalled = 실행 { $run }을(를) 되돌릴 수 없습니다. 저널에 남아 있지 않거나 저널을 읽을 수 없습니다. 힌트: 그 실행이 한 일을 손으로 되돌리거나, 저널이 회복된 뒤 다시 되돌리십시오
step-failure-status = 서버가 { $status }(으)로 답했습니다
step-failure-http = 서버에 요청할 수 없었습니다: { $error }
step-failure-rejected = { $note ->
    [none] { $by }이(가) 거절했습니다
   *[other] { $by }이(가) 거절했습니다: { $note }
}
step-failure-declared = { $by }이(가) 실패했다고 알렸습니다
step-failure-service = 서비스 `{ $service }`이(가) 하지 못했습니다: { $error }
step-failure-refused = 서비스 `{ $service }`에 요청하지 못했습니다: { $refusal }
step-failure-workflow = 워크플로를 실행할 수 없었습니다: { $refusal }
step-failure-sub-run = 실행 { $run }이(가) 실패했습니다
step-failure-items = { $of }개 항목 가운데 { $failed }개가 실패했습니다
step-failure-no-case = 맞는 경우가 없습니다
step-failure-too-many = 항목이 { $items }개로, 가능한 { $most }개보다 많습니다
step-failure-files = 파일을 만들거나 읽을 수 없습니다: { $error }
step-failure-lost = 끝났는지 아무도 보지 못했습니다
step-failure-overtaken = 함께 진행한 다른 시도가 더 빨랐습니다
runs-twice = 평소보다 오래 걸려 한 번 더 시작했으며, 먼저 끝난 것을 씁니다
# 실행과 단계의 상태, 시작한 쪽, 묻는 것
run-state-queued = 대기
run-state-running = 실행 중
run-state-draining = 마무리 중
run-state-rolling-back = 되돌리는 중
run-state-handling = 실패 처리 중
run-state-ended = 끝남
run-outcome-succeeded = 성공
run-outcome-failed = 실패
run-outcome-cancelled = 취소
run-outcome-timed-out = 시간 초과
run-outcome-not-begun = 시작 못 함
run-outcome-superseded = 대체됨
step-state-waiting = 대기
step-state-ready = 준비됨
step-state-delayed = 재시도 대기
step-state-running = 실행 중
step-state-stopping = 중지 중
step-state-asking = 확인 요청
step-state-unknown = 알 수 없음
step-state-succeeded = 성공
step-state-cached = 변경 없음
step-state-failed = 실패
step-state-skipped = 건너뜀
step-state-cancelled = 취소
step-state-not-run = 실행 안 함
undo-state-waiting = 되돌리기 대기
undo-state-delayed = 되돌리기 재시도 대기
undo-state-running = 되돌리는 중
undo-state-asking = 되돌리기를 사람에게 물음
undo-state-unknown = 되돌리기 알 수 없음
undo-state-done = 되돌림
undo-state-failed = 되돌리지 못함
undo-state-irreversible = 되돌릴 수 없음
undo-why = 되돌리기: { $why }
started-by-schedule = { $due } 예약
started-by-trigger = 트리거: { $what }
started-by-step = 실행 { $run }의 단계
started-by-retry = { $by }, 실행 { $run }의 재시도
ask-approve = 승인을 기다립니다
ask-task = 누군가 마치기를 기다립니다
ask-unknown = 끝났는지 아무도 보지 못했습니다. 실행되었습니까?
ask-unknown-undo = 되돌리기가 끝났는지 아무도 보지 못했습니다. 실행되었습니까?
run-forecast = 실패 확률 { $fails }{ $late ->
    [none] {""}
   *[other] , 지연 확률 { $late }
}, 앞으로 { $left } ({ $least }~{ $most }), 이전 실행 { $runs }회 기준
external-missing = `{ $name }`에 `{ $key }`가 없습니다. 힌트: 설정하거나 직접 실행하십시오
external-not-run = `{ $key }`를 실행할 수 없었습니다: { $error }
external-exited = `{ $key }`가 { $exit }(으)로 끝났습니다. 힌트: 출력은 logs/{ $name }.log에 있습니다
external-timed-out = `{ $key }`가 { $seconds }초 안에 끝나지 않아 강제 종료했습니다
errand-not-run = { $verb } 명령을 실행할 수 없었습니다: { $error }
errand-no-process = 프로세스가 이미 끝났습니다
errand-exited = { $verb } 명령이 { $exit }(으)로 끝났습니다. 힌트: 출력은 logs/{ $name }.log에 있습니다
errand-timed-out = { $verb } 명령이 { $millis }ms 안에 끝나지 않아 강제 종료했습니다. 힌트: 출력은 logs/{ $name }.log에 있습니다

## 프로세스를 시작하지 못한 까닭
start-no-command = `{ $service }`에 실행할 명령이 없습니다. 힌트: `command` 또는 `kind = "external"`을 설정하십시오
start-not-found = `{ $program }`이(가) 없습니다. 힌트: 그 자리에 두거나 `command`를 고치십시오 (찾은 곳: `{ $looked_for }`)
start-not-in-path = `{ $program }`이(가) `PATH`의 어느 디렉터리에도 없습니다. 힌트: 설치하거나 `command`에 전체 경로를 쓰십시오
start-no-interpreter = `{ $program }`에 필요한 인터프리터나 로더가 없습니다. 힌트: 첫 줄(`#!`)을 확인하십시오
start-not-executable = `{ $program }`을(를) 실행할 권한이 없습니다. 힌트: `chmod +x`를 실행하고 디렉터리와 마운트 옵션을 확인하십시오
start-not-a-program = `{ $program }`은(는) 이 기계의 프로그램이 아닙니다. 힌트: 스크립트에는 `#!/bin/sh` 같은 첫 줄이 필요합니다
start-busy = `{ $program }`에 쓰는 중입니다. 힌트: 새 버전은 이름을 바꾸어 제자리에 놓으십시오
start-no-working-dir = 작업 디렉터리 `{ $dir }`이(가) 없습니다. 힌트: 만들거나 `working_dir`을 고치십시오
start-working-dir-closed = 작업 디렉터리 `{ $dir }`에 들어갈 수 없습니다. 힌트: 권한을 확인하십시오
start-no-room = `{ $program }`을(를) 실행하기에는 프로세스가 너무 많거나 메모리가 모자랍니다: { $error }. 힌트: `ulimit -u`와 `free`를 확인하십시오
start-too-long = `{ $program }`의 인수와 환경이 너무 깁니다. 힌트: 파일로 옮기십시오
start-not-joined = `{ $program }`을(를) cgroup에 넣을 수 없었습니다: { $error }. 힌트: 런타임이 자신의 cgroup에 쓸 수 있는지 확인하십시오
start-not-limited = `{ $program }`에 `{ $limit }` 제한을 걸 수 없었습니다: { $error }. 힌트: 런타임의 하드 제한(`ulimit -H -a`)보다 높이는 것은 root만 할 수 있습니다
start-not-of-groups = `{ $program }`에 사용자의 그룹을 줄 수 없었습니다: { $error }. 힌트: 런타임이 root 권한(CAP_SETGID)으로 실행되어야 합니다
start-not-of-group = `{ $program }`에 그룹 { $gid }을(를) 줄 수 없었습니다: { $error }. 힌트: 런타임이 root 권한(CAP_SETGID)으로 실행되어야 합니다
start-not-user = `{ $program }`을(를) 사용자 { $uid }(으)로 실행할 수 없었습니다: { $error }. 힌트: 런타임이 root 권한(CAP_SETUID)으로 실행되어야 합니다
start-unidentified = `{ $program }`을(를) 강제 종료했습니다. 시작 시각을 읽을 수 없었습니다: { $error }. 힌트: `/proc`이 마운트되어 있습니까?
start-other = `{ $program }`을(를) 실행할 수 없습니다: { $error }. 힌트: 작업 디렉터리에서 직접 실행해 보십시오
remedy-nothing-in-the-way = `{ $service }`을(를) 막는 것이 없습니다
remedy-in-use = { $path }은(는) 남은 파일이 아닙니다. 프로세스 { $pid }이(가) 열고 있습니다
remedy-not-moved = { $path }을(를) 옆으로 옮길 수 없습니다: { $error }
remedy-not-put-back = { $path }을(를) { $to }(으)로 되돌릴 수 없습니다: { $error }
remedy-unreadable = { $path }을(를) 읽을 수 없습니다: { $error }
remedy-nothing-old = { $path }이(가) 가득 찼고, 아무도 쓰지 않는 오래된 파일이 없습니다
remedy-not-on-mount = 그 디렉터리 가운데 `{ $path }`에 있는 것이 없습니다
remedy-holder-hidden = 포트 { $port }을(를) 볼 수 없는 프로세스가 쓰고 있습니다. 힌트: root로 `ss -ltnp`를 실행하십시오
remedy-holder-foreign = 포트 { $port }을(를) 이 서비스의 것이 아닌 프로세스 { $pid }({ $program })이(가) 쓰고 있습니다. 힌트: 그것을 멈추거나 서비스의 포트를 바꾸십시오
remedy-holder-supervised = 포트 { $port }을(를) `{ $other }`의 프로세스 { $pid }이(가) 쓰고 있습니다. 힌트: 서로 다른 포트를 쓰게 하십시오
remedy-holder-stays = 포트 { $port }을(를) 쓰는 프로세스 { $pid }이(가) 끝나지 않습니다
remedy-not-a-link = { $path }은(는) 읽을 수 있는 링크가 아닙니다: { $error }
remedy-no-release = { $path }을(를) { $to }(으)로 바꿀 수 없습니다. 그 릴리스가 더는 없습니다
remedy-not-linked = { $path }을(를) { $to }(으)로 바꿀 수 없습니다: { $error }
remedy-not-run = 단계를 실행할 수 없었습니다: { $start }
remedy-exited = `{ $program }`이(가) 종료 코드 { $code }(으)로 끝났습니다{ $said ->
    [none] {""}
   *[other] . 마지막 출력: { $said }
}
remedy-killed = `{ $program }`이(가) 시그널 { $signal }(으)로 끝났습니다{ $said ->
    [none] {""}
   *[other] . 마지막 출력: { $said }
}
remedy-overran = `{ $program }`이(가) 제때 끝나지 않아 강제 종료되었습니다{ $said ->
    [none] {""}
   *[other] . 마지막 출력: { $said }
}
remedy-lost = `{ $program }`이(가) 끝났지만 어떻게 끝났는지 알 수 없습니다{ $said ->
    [none] {""}
   *[other] . 마지막 출력: { $said }
}
remedy-told = { $text }

## systemd나 컨테이너 엔진에 물을 수 없거나 지시를 따르지 않는 까닭
drives-no-program = `{ $program }` 프로그램이 없습니다. 힌트: smartmontools를 설치하거나 `[disks]`에 `smart = "off"`를 두십시오
drives-program-not-run = `{ $program }`을(를) 실행할 수 없습니다: { $error }. 힌트: 직접 실행해 보거나 `[disks]`의 `smartctl`을 고치십시오
drives-program-silent = `{ $program }`이(가) { $seconds }초 안에 답하지 않습니다. 힌트: 드라이브가 죽어 가고 있을 수 있으니 커널 로그를 보십시오
drives-program-foreign = `{ $program }`의 출력을 이해할 수 없습니다. 힌트: smartmontools 7.0 이상의 smartctl인지 확인하십시오
drives-drives-closed = `{ $drive }`에 물을 수 없습니다: { $said }. 힌트: root로 실행하거나 `[disks]`에 `smart = "off"`를 두십시오
drives-no-drives = 상태를 물을 수 있는 드라이브가 없습니다. 가상 머신은 대개 그렇습니다
drive-fault-model-unreadable = 읽을 수 없습니다: { $error }. 힌트: 파일이 있고 이 사용자가 읽을 수 있는지 확인하십시오
drive-fault-model-too-large = 모델이라기에는 너무 큽니다. 힌트: `autoagents model train --out`이 쓴 파일인지 확인하십시오
drive-fault-model-foreign = 잘렸거나 모델이 아닙니다: { $error }. 힌트: `autoagents model train --out`이 쓴 파일인지 확인하십시오
drive-fault-model-of-other-version = 버전 { $found } 모델이며, 이 프로그램은 버전 { $known }을(를) 읽습니다. 힌트: 이 프로그램으로 다시 학습시키십시오
drive-fault-model-without-columns = 드라이브 값인 열이 하나도 없습니다({ $columns }). 힌트: smart_5, smart_187, nvme_media_errors 같은 이름으로 다시 학습시키십시오
drive-fault-model-odd = 값을 계산할 수 없습니다: { $error }. 힌트: 다시 학습시키십시오
manager-no-systemctl = `PATH`에 `systemctl` 프로그램이 없습니다. 힌트: `kind = "unit"`은 이 호스트에 systemd가 있어야 합니다
manager-not-run = `systemctl`을 실행할 수 없습니다: { $error }. 힌트: 직접 실행해 보십시오
manager-systemd-silent = { $scope }가 { $seconds }초 안에 응답하지 않았습니다. 힌트: 호스트에 과부하가 걸렸습니까? `systemctl status`를 실행해 보십시오
manager-systemd-away = { $scope }에 물을 수 없습니다: { $said }. 힌트: 이 호스트의 init이 systemd입니까? `scope = "user"`에는 세션이나 `loginctl enable-linger`가 필요합니다
manager-systemd-foreign = `systemctl show`의 출력을 이해할 수 없습니다. 힌트: systemd 232 이상의 것이 맞습니까?
manager-no-journal = `journalctl`이 로그를 주지 않습니다: { $error }. 힌트: root로 실행하거나 사용자를 `systemd-journal` 그룹에 넣으십시오
manager-unit-masked = `{ $unit }`은(는) 마스크되어 있습니다. 힌트: `systemctl unmask { $unit }`을 실행하거나 서비스를 설정에서 빼십시오
manager-unit-missing = systemd에 `{ $unit }` 유닛이 없습니다. 힌트: 설치하거나, `unit`을 고치거나, `systemctl daemon-reload`를 실행하십시오
manager-unit-unloadable = `{ $unit }`을(를) 읽어들일 수 없습니다({ $state }): { $said }. 힌트: `systemd-analyze verify { $unit }`
manager-unit-denied = systemd가 `{ $unit }`의 { $order } 지시를 거절했습니다: { $said }. 힌트: root로 실행하거나, polkit 규칙으로 이 사용자에게 `org.freedesktop.systemd1.manage-units`를 허용하십시오
manager-unit-refused = systemd가 `{ $unit }`의 { $order } 지시를 따르지 않았습니다: { $said }. 힌트: `systemctl status { $unit }`을 확인하십시오
manager-no-socket = 이 호스트에 컨테이너 엔진의 소켓이 없습니다. 힌트: Docker나 Podman을 시작하거나 `socket`을 설정하십시오
manager-engine-away = `{ $socket }`에 연결할 수 없습니다: { $error }. 힌트: 엔진을 시작하거나 `socket`을 고치십시오
manager-engine-denied = 이 사용자는 `{ $socket }`에 연결할 권한이 없습니다. 힌트: root로 실행하거나 사용자를 소켓의 그룹에 넣으십시오(`usermod -aG docker USER`)
manager-engine-foreign = `{ $socket }`의 응답이 컨테이너 엔진의 것이 아닙니다: { $error }. 힌트: Docker나 Podman의 소켓이 맞습니까?
manager-engine-silent = `{ $socket }`이(가) { $seconds }초 안에 응답하지 않았습니다. 힌트: 엔진에 과부하가 걸렸습니까? `docker ps`를 실행해 보십시오
manager-container-missing = `{ $container }` 컨테이너가 없습니다. 힌트: 만들거나(`docker create`, `docker compose up`) `container`를 고치십시오
manager-container-unclear = 엔진이 `{ $container }`의 상태를 알려 주지 않습니다: { $said }. 힌트: 엔진의 로그를 확인하십시오
manager-container-denied = 엔진의 접근 규칙이 `{ $container }`에 대해 이를 막고 있습니다: { $said }. 힌트: 규칙을 정한 사람에게 문의하십시오
manager-container-refused = 엔진이 `{ $container }`의 { $order } 지시를 따르지 않았습니다: { $said }. 힌트: `docker inspect { $container }`와 엔진의 로그를 확인하십시오
manager-not-restarted = `{ $target }`의 재시작 지시는 받아들여졌으나 여전히 같은 실행입니다. 힌트: 직접 해 보십시오
word-scope-system = systemd
word-scope-user = 사용자의 systemd
word-order-look = 조회
word-order-start = 시작
word-order-stop = 중지
word-order-restart = 재시작
word-order-kill = 강제 종료

## 구성의 잘못과 고치는 방법. `word-given-`과 `word-wanted-`에는 조사가 붙어 있습니다
wrong-value-other-type = { $wanted } 와야 할 자리에 { $given } 있습니다
    .hint = `{ $example }`처럼 쓰십시오
wrong-value-not-a-word = 정해진 낱말이 와야 할 자리에 { $given } 있습니다
    .hint = { $one_of } 중 하나를 따옴표 안에 쓰십시오
wrong-value-unknown-word = `{ $text }`은(는) 쓸 수 있는 낱말이 아닙니다
    .hint = { $near ->
        [none] { $one_of } 중 하나를 쓰십시오
       *[other] `{ $near }`을(를) 뜻하셨습니까? 쓸 수 있는 낱말: { $one_of }
    }
wrong-value-not-yet = 이 버전에서는 `{ $text }`을(를) 쓸 수 없습니다
    .hint = { $one_of } 중 하나를 쓰십시오
wrong-value-not-a = `{ $text }`은(는) { $wanted } 아닙니다
    .hint = { $one_of }처럼 쓰십시오
wrong-value-out-of-range = `{ $text }`은(는) 범위를 벗어났습니다
    .hint = { $least }부터 { $most }까지의 수를 쓰십시오
wrong-value-not-positive = 0보다 크지 않습니다
    .hint = 0보다 큰 수나 `"20MB"` 같은 크기를 쓰십시오
wrong-value-negative = `{ $text }`은(는) 음수입니다
    .hint = { $one_of }처럼 쓰십시오
wrong-value-no-unit = `{ $text }`에 단위가 없습니다
    .hint = { $one_of }처럼 쓰십시오
wrong-value-too-short = `{ $text }`은(는) 너무 짧습니다
    .hint = `{ $least }` 이상으로 쓰십시오
wrong-value-too-long = `{ $text }`은(는) 너무 깁니다
    .hint = `{ $most }` 이하로 쓰십시오
wrong-value-too-small = `{ $text }`은(는) 너무 작습니다
    .hint = `{ $least }` 이상으로 쓰십시오
wrong-value-too-large = `{ $text }`은(는) 너무 큽니다
    .hint = { $one_of }처럼 쓰십시오
wrong-value-size-of-figure = { $figure } 와야 할 자리에 크기가 있습니다
    .hint = `80` 같은 수를 쓰십시오
wrong-value-empty-name = 이름이 비어 있습니다
    .hint = 영문자, 숫자, `.`, `_`, `-`를 64자까지 쓸 수 있고, 영문자나 숫자나 `_`로 시작해야 합니다
wrong-value-empty-path = 경로가 비어 있습니다
    .hint = 이 파일의 디렉터리라면 `"."`을 쓰고, 아니면 줄을 지우십시오
wrong-value-empty-file-path = 경로가 비어 있습니다
    .hint = 파일을 지정하거나 지우십시오
wrong-value-empty-text = 텍스트가 비어 있습니다
    .hint = 빈 텍스트는 어디에나 들어 있습니다. 있어야 할 것을 쓰십시오
wrong-value-nothing-to-send = 텍스트가 비어 있습니다
    .hint = 줄을 지우십시오. 줄이 없으면 아무것도 보내지 않습니다
wrong-value-empty-list = 목록이 비어 있습니다
    .hint = `{ $example }`처럼 쓰거나 줄을 지우십시오
wrong-value-long-list = 목록이 { $most }개보다 깁니다
    .hint = 몇 개를 빼십시오
wrong-value-long-text = 텍스트가 { $most }보다 깁니다
    .hint = 줄여 쓰십시오
wrong-value-holds-nul = 텍스트에 NUL 문자가 있습니다
    .hint = 그 문자를 지우십시오
wrong-value-tilde = `{ $text }`의 `~`은(는) 여기서 아무 뜻이 없습니다
    .hint = 전체 경로를 쓰십시오
wrong-value-command-as-text = 프로그램과 인수의 목록이 와야 할 자리에 텍스트가 있습니다
    .hint = 셸을 쓰지 않으므로 프로그램과 인수를 나누어 쓰십시오: `{ $apart }`
wrong-value-no-program = 명령에 프로그램이 없습니다
    .hint = 프로그램과 인수를 쓰십시오: `["./api", "--port", "8080"]`
wrong-value-not-a-status = `{ $text }`은(는) 상태 코드가 아닙니다
    .hint = 100부터 599까지의 수나 `"2xx"` 같은 부류를 쓰십시오
wrong-value-no-port = `{ $text }`에 포트가 없습니다
    .hint = `"127.0.0.1:5432"` 또는 `"[::1]:5432"`처럼 쓰십시오
wrong-value-not-a-port = `{ $text }`은(는) 포트가 아닙니다
    .hint = 1부터 65535까지의 수를 쓰십시오
wrong-value-no-brackets = `{ $text }`은(는) 대괄호가 없는 IPv6 주소입니다
    .hint = `"[::1]:5432"`처럼 쓰십시오
wrong-value-not-http = `{ $text }`은(는) `http://`도 `https://`도 아닙니다
    .hint = `"http://127.0.0.1:8080/health"`처럼 쓰십시오
wrong-value-not-a-pattern = `{ $text }`은(는) 정규 표현식이 아닙니다: { $pattern_fault }
    .hint = Rust 크레이트 `regex`의 문법을 보십시오. 전방·후방 탐색과 역참조는 없습니다
wrong-value-large-pattern = 정규 표현식이 너무 큽니다
    .hint = 줄이거나 반복을 줄이십시오
wrong-value-not-in-json = `{ $text }`은(는) JSON 안의 위치가 아닙니다: { $path_fault }
    .hint = `"checks[0].status"`처럼 쓰십시오
pattern-fault-unclosed-group = `(`가 닫히지 않았습니다
pattern-fault-unopened-group = `)`에 짝이 없습니다
pattern-fault-unclosed-class = `[`가 닫히지 않았습니다
pattern-fault-unclosed-count = `{"{"}`가 닫히지 않았습니다
pattern-fault-nothing-to-repeat = `*`, `+`, `?`, `{"{"}` 앞에 반복할 것이 없습니다
pattern-fault-unknown-escape = `\` 뒤의 문자에는 정해진 뜻이 없습니다
pattern-fault-look-around = 전방 또는 후방 탐색이 들어 있습니다
pattern-fault-back-reference = 그룹을 역참조합니다
pattern-fault-other = 정규 표현식 해석기의 말: { $error }
path-fault-empty-name = 빈 이름이 있습니다
path-fault-unclosed = `[`가 닫히지 않았습니다
path-fault-not-an-index = `{ $text }`은(는) 번호가 아닙니다
path-fault-follows-index = 번호 뒤에 `{ $text }`이(가) 있습니다
wrong-name-no-name = `{ $text }`은(는) 이름이 될 수 없습니다
    .hint = 영문자, 숫자, `.`, `_`, `-`를 64자까지 쓸 수 있고, 영문자나 숫자나 `_`로 시작해야 합니다
wrong-name-no-account-name = `{ $text }`은(는) 계정의 이름도 번호도 될 수 없습니다
    .hint = `"www-data"` 같은 이름이나 번호를 쓰십시오
wrong-name-no-unit-name = `{ $text }`은(는) 유닛의 이름이 될 수 없습니다
    .hint = `systemctl list-units`에 나오는 이름을 `"nginx.service"`처럼 쓰십시오
wrong-name-unit-without-type = `{ $text }`에 유닛의 종류가 없습니다
    .hint = `"{ $text }.service"`을(를) 뜻하셨습니까?
wrong-name-unit-template = `{ $text }`은(는) 템플릿입니다
    .hint = 그 인스턴스를 쓰십시오: `"{ $instance }"`
wrong-name-no-container-name = `{ $text }`은(는) 컨테이너의 이름이 될 수 없습니다
    .hint = `docker ps`의 마지막 열에 나오는 이름을 `"shop-db"`처럼 쓰십시오
wrong-name-no-host-name = `{ $text }`은(는) 호스트의 이름이 될 수 없습니다
    .hint = `"shop.example"`처럼 쓰고, 다른 문자는 `xn--…`로 쓰십시오
wrong-name-no-server-name = `{ $text }`은(는) 서버의 이름이 될 수 없습니다
    .hint = `"shop.example"` 같은 호스트 이름을 포트 없이 쓰십시오
wrong-name-no-header-name = `{ $text }`은(는) 헤더의 이름이 될 수 없습니다
    .hint = 영문자, 숫자, `-`를 쓰십시오
wrong-name-no-header-value = `{ $name }`의 값을 보낼 수 없습니다
    .hint = 제어 문자 없이 한 줄로 쓰십시오
wrong-name-own-header = `{ $name }`은(는) 프로브가 스스로 설정합니다
    .hint = 지우십시오
wrong-name-no-variable-name = `{ $text }`은(는) 환경 변수의 이름이 될 수 없습니다
    .hint = 영문자, 숫자, `_`를 쓰십시오
wrong-name-own-variable = `{ $name }`은(는) 런타임이 설정합니다
    .hint = 지우십시오. 런타임이 프로세스를 알아보는 표시입니다
wrong-name-twice = { $section } `{ $name }`이(가) 이미 있습니다
    .hint = 둘 중 하나의 이름을 바꾸거나 지우십시오
wrong-name-twice-in-service = `{ $service }`에 프로브 `{ $name }`이(가) 이미 있습니다
    .hint = 다른 `name`을 주십시오
wrong-name-built-in = `{ $name }`은(는) 내장 규칙입니다
    .hint = 이 규칙에 다른 이름을 주십시오
wrong-name-taken = `{ $target }`은(는) 이미 서비스 `{ $by }`입니다
    .hint = 두 서비스 중 하나를 지우십시오
wrong-name-no-service = 서비스 `{ $name }`이(가) 없습니다
    .hint = { $near ->
        [none] `name = "{ $name }"`인 `[[service]]`를 추가하거나 여기에서 이름을 빼십시오
       *[other] `{ $near }`을(를) 뜻하셨습니까?
    }
wrong-name-no-instance = 인스턴스 `{ $instance }`이(가) 없습니다
    .hint = { $count ->
        [none] `{ $name }`은(는) 하나만 실행됩니다. `{ $name }`(으)로 쓰거나 `instances`를 주십시오
       *[other] `{ $name }`의 `instances`는 { $count }개입니다. 그중 하나를 쓰거나, 전부라면 `{ $name }`(으)로 쓰십시오
    }
wrong-name-no-service-begins = 이름이 `{ $name }`(으)로 시작하는 서비스가 없습니다
    .hint = 구성된 서비스를 쓰십시오
wrong-name-no-runbook = 런북 `{ $name }`이(가) 없습니다
    .hint = { $near ->
        [none] `name = "{ $name }"`인 `[[runbook]]`을 추가하거나 여기에서 이름을 빼십시오
       *[other] `{ $near }`을(를) 뜻하셨습니까?
    }
wrong-name-no-probe = `{ $service }`에 프로브 `{ $name }`이(가) 없습니다
    .hint = { $near ->
        [none] 프로브를 추가하거나 규칙을 지우십시오
       *[other] `{ $near }`을(를) 뜻하셨습니까?
    }
wrong-name-no-series = 시계열 `{ $name }`이(가) 없습니다
    .hint = { $near ->
        [none] `host.cpu.used_percent`, `service.memory_bytes`, `probe.latency_ms` 같은 것을 쓰십시오
       *[other] `{ $near }`을(를) 뜻하셨습니까?
    }
wrong-name-not-a-series = `{ $text }`은(는) 시계열이 아닙니다
    .hint = `{ $near }` 또는 `host.disk.used_percent{"{"}/var{"}"}`처럼 쓰십시오
wrong-name-probe-too-much = 서비스 뒤에 `/{ $probe }`이(가) 있습니다
    .hint = `{ $instead }`(으)로 쓰십시오
wrong-name-probe-missing = 프로브의 이름이 없습니다
    .hint = `{ $instead }`(으)로 쓰십시오
wrong-name-needs-itself = `{ $name }`이(가) 자기 자신에 의존합니다
    .hint = `depends_on`에서 빼십시오
wrong-name-cycle = 의존 관계가 순환합니다: `{ $round }`
    .hint = 이 의존 관계 중 하나를 지우십시오. 이대로는 아무것도 시작할 수 없습니다
wrong-keys-unknown-key = 알 수 없는 키입니다
    .hint = { $near ->
        [none] 여기에 쓸 수 있는 키: { $all_of }
       *[other] { $section ->
            [none] {""}
           *[other] `{ $section }`의{" "}
        }`{ $near }`을(를) 뜻하셨습니까?
    }
wrong-keys-unknown-setting = 알 수 없는 키입니다
    .hint = { $near ->
        [none] `autoagents config show`가 모든 키를 보여 줍니다
       *[other] `{ $near }`을(를) 뜻하셨습니까?
    }
wrong-keys-only-in-file = 파일에서만 설정할 수 있습니다
    .hint = 파일에 `{ $name }`을(를) 쓰십시오
wrong-keys-missing = `{ $name }` 키가 없습니다
    .hint = 여기에 `{ $name } = …`을(를) 추가하십시오
wrong-keys-missing-for-kind = `{ $name }` 키가 없습니다
    .hint = `{ $name } = { $example }`을(를) 추가하십시오. `kind = "{ $kind }"`에 필요합니다
wrong-keys-missing-command = `command` 키가 없습니다
    .hint = `command = ["./program", "argument"]`를 추가하거나, 다른 곳에서 실행된다면 `kind = "external"`을 쓰십시오
wrong-keys-missing-log-path = `path` 키가 없습니다
    .hint = `path = "/var/log/…"`를 추가하십시오. 런타임이 시작한 것에만 자체 로그가 있습니다
wrong-keys-missing-either = `{ $name }` 키나 `{ $other }` 키가 있어야 합니다
    .hint = { $other ->
        [expect] 나오면 안 되는 것은 `pattern = …`에, 나와야 하는 것은 `expect = …`에 쓰십시오
        [growth] 한도는 `above = …`에, 늘어나는 속도는 `growth = …`에 쓰십시오
        [below] `above = 90.0` 같은 한도를 추가하십시오
        [command] `reload = {"{"} signal = "HUP" {"}"}` 또는 `reload = {"{"} command = ["./api", "reload"] {"}"}`처럼 쓰십시오
       *[other] 둘 중 하나를 추가하십시오
    }
wrong-keys-only-for = `{ $name }`은(는) { $one_of }에서만 쓸 수 있습니다
    .hint = 지우거나 { $one_of }을(를) 쓰십시오
wrong-keys-signal-of-manager = `signal`은 `kind = "{ $kind }"`에 쓸 수 없습니다
    .hint = 지우고, 시그널은 그 관리자의 구성에서 정하십시오
wrong-keys-reload-signal-of-other = `signal`은 `kind = "process"`에서만 쓸 수 있습니다
    .hint = 시그널을 받을 대상을 알 수 없으니 `command`를 쓰십시오
wrong-keys-reload-kills = `KILL`은 프로세스를 끝냅니다
    .hint = `reload = {"{"} signal = "HUP" {"}"}` 또는 `reload = {"{"} command = ["./api", "reload"] {"}"}`처럼 쓰십시오
wrong-keys-timeout-of-signal = `timeout`은 명령에만 쓸 수 있습니다
    .hint = 지우십시오. 시그널에는 시간이 걸리지 않습니다
wrong-keys-stop-command-of-other = `command`는 `kind = "process"`에서만 쓸 수 있습니다
    .hint = 지우십시오. 외부 서비스에는 `stop` 옆에 `stop_command`가 있습니다
wrong-keys-number-of-one = 하나만 실행되는 서비스에서 `{ $text }`은(는) 아무 뜻이 없습니다
    .hint = 서비스에 `instances`를 추가하거나 번호를 직접 쓰십시오
wrong-keys-both = `{ $name }`와(과) `{ $other }`이(가) 함께 있습니다
    .hint = { $other ->
        [command] `reload = {"{"} signal = "HUP" {"}"}` 또는 `reload = {"{"} command = ["./api", "reload"] {"}"}`처럼 쓰십시오
       *[other] 여기에는 하나만 두고, 다른 하나는 따로 블록을 만들어 쓰십시오
    }
wrong-keys-goes-with = `{ $name }`은(는) `{ $other }`와(과) 함께 써야 합니다
    .hint = 지우거나 `{ $other } = …`을(를) 추가하십시오
wrong-keys-count-of-expected = `count`는 `pattern`과 함께 써야 합니다
    .hint = 지우십시오. 한 줄이면 됩니다
wrong-keys-other-direction = `{ $name }`은(는) 이 규칙의 한도와 맞지 않습니다
    .hint = `{ $instead }`을(를) 쓰십시오
wrong-keys-one-text = `kind = "{ $kind }"`에는 텍스트를 하나만 쓸 수 있습니다
    .hint = `[ ]` 없이 텍스트 하나만 쓰십시오
wrong-keys-head-has-no-body = HEAD에 대한 응답에는 본문이 없습니다
    .hint = 지우거나 다른 `method`를 쓰십시오
wrong-keys-longer = `{ $name }`이(가) `{ $other }`보다 깁니다
    .hint = `{ $name }`을(를) 줄이거나 `{ $other }`을(를) 늘리십시오
wrong-keys-greater = `{ $name }`이(가) `{ $other } = { $limit }`보다 큽니다
    .hint = `{ $limit }` 이하로 쓰십시오
wrong-keys-less = `{ $name }`이(가) `{ $other } = { $limit }`보다 작습니다
    .hint = `{ $limit }` 이상으로 쓰십시오
wrong-keys-no-processes = 런타임이 시작한 것에만 자체 프로세스가 있습니다
    .hint = 다른 종류의 프로브나 시계열에 대한 규칙을 쓰십시오
wrong-keys-heartbeat-of-user = `user`가 따로 있는 프로세스는 갱신해야 할 파일에 닿을 수 없습니다
    .hint = `user`를 빼거나 다른 종류의 프로브를 쓰십시오
wrong-syntax-key-without-value = 키에 값이 없습니다
    .hint = `key = value`처럼 쓰거나 줄을 지우십시오
wrong-syntax-missing-value = 값이 없습니다
    .hint = `=` 뒤에 값을 쓰십시오
wrong-syntax-unquoted = { $text ->
    [none] 이것은 값이 아닙니다
   *[other] `{ $text }`은(는) 값이 아닙니다
}
    .hint = { $text ->
        [none] 텍스트는 따옴표 안에 쓰십시오
       *[other] 텍스트는 따옴표 안에 쓰십시오: `"{ $text }"`
    }
wrong-syntax-not-closed = 목록이나 테이블이 닫히지 않았습니다
    .hint = { $line }번째 줄에서 시작한 것을 `]`나 `{"}"}`로 닫으십시오{ $comma ->
        [true] . 아니면 여기에 `,`를 쓰십시오
       *[other] {""}
    }
wrong-syntax-unfinished-text = 텍스트가 끝나지 않았거나 쓸 수 없는 것이 들어 있습니다
    .hint = `{ $end }`(으)로 닫으십시오
wrong-syntax-unfinished-header = 머리글이 끝나지 않았습니다
    .hint = `{ $end }`(으)로 닫으십시오
wrong-syntax-two-in-a-line = 한 줄에 키나 값이 더 있습니다
    .hint = 여기에서 줄을 바꾸거나, 주석이라면 앞에 `#`를 쓰십시오
wrong-syntax-missing-comma = 쉼표가 없습니다
    .hint = 여기에 `,`를 쓰십시오
wrong-syntax-extra-comma = 쉼표가 하나 더 있습니다
    .hint = 지우십시오
wrong-syntax-duplicate-key = `{ $name }` 키가 두 번 나옵니다
    .hint = 하나만 두십시오. 여러 개를 쓰려면 `[[service]]`, `[[service.probe]]`, `[[rule]]`처럼 쓰십시오
wrong-syntax-other = TOML 해석기의 말: { $error }
    .hint = { $expected ->
        [none] 지우거나 텍스트를 따옴표 안에 쓰십시오
       *[other] 여기에 와야 할 것: { $expected }
    }
wrong-place-no-file = 파일이 없습니다
    .hint = `autoagents config init`이 시작할 파일을 만들어 줍니다
wrong-place-file-is-directory = 디렉터리입니다
    .hint = 그 안의 파일을 지정하십시오: `config.toml`
wrong-place-file-closed = 읽을 권한이 없습니다
    .hint = 소유자나 모드를 바꾸거나, 소유자로 실행하십시오
wrong-place-file-unreadable = 읽을 수 없습니다: { $error }
    .hint = 파일과 그 파일 시스템을 확인하십시오
wrong-place-file-large = { $most }보다 큽니다
    .hint = 구성 파일을 지정하십시오
wrong-place-not-utf8 = UTF-8이 아닙니다. { $line }번째 줄의 { $byte }번째 바이트가 `{ $value }`입니다
    .hint = 파일을 UTF-8로 저장하십시오
wrong-place-no-directory = 디렉터리 `{ $path }`이(가) 없습니다
    .hint = 만드십시오: `mkdir -p { $path }`
wrong-place-not-a-directory = `{ $path }`은(는) 디렉터리가 아닙니다
    .hint = 디렉터리를 지정하십시오
wrong-place-directory-closed = `{ $path }`을(를) 볼 수 없습니다
    .hint = 소유자나 모드를 바꾸거나, 다른 사용자로 실행하십시오
wrong-place-no-program = 프로그램 `{ $program }`이(가) 없습니다
    .hint = { $near ->
        [none] 경로를 확인하거나 프로그램을 빌드하십시오. 상대 경로는 `working_dir`에서 시작합니다
       *[other] `{ $near }`을(를) 뜻하셨습니까?
    }
wrong-place-not-in-path = `PATH`에 프로그램 `{ $program }`이(가) 없습니다
    .hint = { $near ->
        [none] 설치하거나 전체 경로를 쓰십시오
       *[other] `{ $near }`을(를) 뜻하셨습니까?
    }
wrong-place-program-is-directory = `{ $program }`은(는) 디렉터리입니다
    .hint = 그 안의 프로그램을 지정하십시오
wrong-place-not-executable = `{ $path }`은(는) 실행할 수 있는 파일이 아닙니다
    .hint = 실행할 수 있게 하십시오: `chmod +x { $path }`
cgroup-none = 이 호스트에 cgroup v2가 없습니다
cgroup-unreadable = `{ $path }`을(를) 읽을 수 없습니다: { $error }
cgroup-no-controller = `{ $path }`에 쓸 수 있는 cgroup v2 컨트롤러가 없습니다
cgroup-lacking = `{ $path }`에 { $all_of } 컨트롤러가 없습니다
cgroup-not-alone = `{ $path }`에 다른 프로세스가 있습니다. 힌트: `Delegate=yes`인 systemd 유닛으로 실행하십시오
cgroup-not-divided = `{ $path }`을(를) 나눌 수 없습니다: { $error }
cgroup-not-made = `{ $path }`을(를) 만들 수 없습니다: { $error }
account-no-user = 사용자 `{ $name }`이(가) 없습니다
    .hint = `useradd --system NAME`으로 만들거나 다른 사용자를 지정하십시오. `getent passwd`가 모두 보여 줍니다
account-no-group = 그룹 `{ $name }`이(가) 없습니다
    .hint = `groupadd --system NAME`으로 만들거나 다른 그룹을 지정하십시오. `getent group`이 모두 보여 줍니다
account-no-own-group = 사용자 번호 { $uid }에 계정이 없어 그룹을 알 수 없습니다
    .hint = `group`을 추가하십시오
account-not-root-for-user = root만 프로세스를 사용자 `{ $name }`(으)로 실행할 수 있습니다
    .hint = 런타임을 root로 실행하거나 `user`와 `group`을 지우십시오
account-not-root-for-group = root만 프로세스를 그룹 `{ $name }`(으)로 실행할 수 있습니다
    .hint = 런타임을 root로 실행하거나 `user`와 `group`을 지우십시오
environment-missing = 환경 파일 `{ $file }`이(가) 없습니다
    .hint = 만들거나, 없어도 되는 파일이라면 경로 앞에 `-`를 쓰십시오
environment-closed = 환경 파일 `{ $file }`을(를) 읽을 권한이 없습니다
    .hint = 런타임이 읽을 수 있도록 소유자나 모드를 바꾸십시오
environment-not-plain = `{ $file }`은(는) 1 MiB 이하의 일반 파일이 아닙니다
    .hint = `NAME=value` 같은 줄로 된 파일을 지정하십시오
environment-io = 환경 파일 `{ $file }`을(를) 읽을 수 없습니다: { $error }
    .hint = 파일과 그 파일 시스템을 확인하십시오
environment-not-utf8 = 환경 파일 `{ $file }`의 { $line }번째 줄이 UTF-8이 아닙니다
    .hint = 파일을 UTF-8로 저장하십시오
environment-not-a-variable = 환경 파일 `{ $file }`의 { $line }번째 줄이 `NAME=value`가 아닙니다
    .hint = 빈칸 없이 이름을 쓰고 `=`와 값을 이어 쓰십시오
environment-no-variable-name = 환경 파일 `{ $file }`의 { $line }번째 줄: `{ $name }`은(는) 환경 변수의 이름이 될 수 없습니다
    .hint = 영문자나 `_`로 시작하십시오
environment-own-variable = 환경 파일 `{ $file }`의 { $line }번째 줄: `{ $name }`은(는) 런타임이 설정합니다
    .hint = 지우십시오. 런타임이 프로세스를 알아보는 표시입니다
environment-holds-nul = 환경 파일 `{ $file }`의 { $line }번째 줄: `{ $name }`의 값에 NUL 문자가 있습니다
    .hint = 그 문자를 지우십시오
environment-open-quote = 환경 파일 `{ $file }`의 { $line }번째 줄: 따옴표가 닫히지 않았습니다
    .hint = 값을 시작한 따옴표로 닫으십시오
environment-behind-quote = 환경 파일 `{ $file }`의 { $line }번째 줄: 닫는 따옴표 뒤에 다른 것이 있습니다
    .hint = 값 전체를 따옴표 한 쌍 안에 쓰십시오
with-hint = { $what }. 힌트: { $hint }
list-one-of = { $first } 또는 { $last }
list-all-of = { $first }, { $last }
word-section-service = 서비스
word-section-rule = 규칙
word-section-runbook = 런북
word-figure-cpu-percent = 퍼센트 수가
word-figure-memory-bytes = 바이트 수가
word-figure-files = 열린 파일의 수가
word-figure-threads = 스레드 수가
word-figure-processes = 프로세스 수가
word-given-text = 텍스트가
word-given-whole-number = 정수가
word-given-number = 소수가
word-given-truth = `true`나 `false`가
word-given-date = 날짜나 시각이
word-given-list = 목록이
word-given-table = 테이블이
word-wanted-truth = `true`나 `false`가
word-wanted-whole-number = 정수가
word-wanted-number = 수가
word-wanted-finite-number = 유한한 수가
word-wanted-duration = 기간이
word-wanted-size = 크기가
word-wanted-text = 텍스트가
word-wanted-texts = 텍스트의 목록이
word-wanted-scalar = 텍스트나 수, 또는 `true`나 `false`가
word-wanted-path = 경로가
word-wanted-table = 테이블이
word-wanted-tables = 테이블의 목록이
word-wanted-name = 이름이
word-wanted-keys-of-console = 키나 키의 목록이
word-wanted-series = 시계열이
word-wanted-url = URL이
word-wanted-address = 주소가
word-wanted-host = 호스트가
word-wanted-host-name = 호스트 이름이
word-wanted-ipv4 = IPv4 주소가
word-wanted-ipv6 = IPv6 주소가
word-wanted-ports = 포트의 목록이
word-wanted-statuses = 상태 코드의 목록이
word-wanted-account = 이름이나 정수가
word-wanted-exit = 종료 코드나 시그널이
word-wanted-exit-code = 종료 코드가
word-wanted-exit-codes = 종료 코드의 목록이
word-wanted-commands = 명령의 목록이
word-wanted-unit = 유닛이
word-wanted-container = 컨테이너가
word-wanted-place-in-json = JSON 안의 위치가

## 워크플로의 잘못과 고치는 방법
wrong-flow-none-of = 무엇을 뜻하는지 알 수 없습니다: { $one_of } 중 아무것도 없습니다
    .hint = 그중 꼭 하나만 추가하십시오
wrong-flow-several-of = { $all_of }은(는) 함께 쓸 수 없습니다
    .hint = 하나만 두고, 나머지는 따로 만드십시오
wrong-flow-no-steps = 단계가 없는 워크플로입니다
    .hint = `name`과 `command`가 있는 `[[step]]` 블록을 추가하십시오
wrong-flow-many-steps = 단계 { $steps }개는 워크플로 하나에 너무 많습니다
    .hint = { $most }개까지 쓸 수 있습니다. 되풀이되는 것은 `each`로, 나머지는 `workflow`로 다른 워크플로에 맡기십시오
wrong-flow-not-usable = `{ $text }`은(는) 식에서 부를 수 없는 이름입니다
    .hint = { $instead ->
        [none] 영문자로 시작하고 영문자, 숫자, `_`만 쓰십시오
       *[other] `{ $instead }`(으)로 쓰십시오
    }
wrong-flow-no-step = 단계 `{ $name }`이(가) 없습니다
    .hint = { $near ->
        [none] 이 파일에 있는 단계를 쓰십시오
       *[other] `{ $near }`을(를) 뜻하셨습니까?
    }
wrong-flow-no-param = 매개변수 `{ $name }`이(가) 없습니다
    .hint = { $near ->
        [none] `[params.{ $name }]`을(를) 추가하거나 다른 이름을 쓰십시오
       *[other] `{ $near }`을(를) 뜻하셨습니까?
    }
wrong-flow-no-secret = 비밀 `{ $name }`이(가) 없습니다
    .hint = { $near ->
        [none] `env`나 `file`이 있는 `[secrets.{ $name }]`을(를) 추가하십시오
       *[other] `{ $near }`을(를) 뜻하셨습니까?
    }
wrong-flow-no-resource = 자원 `{ $name }`이(가) 없습니다
    .hint = { $near ->
        [none] `config.toml`의 `[workflows]`에 있는 `resources`에 추가하십시오
       *[other] `{ $near }`을(를) 뜻하셨습니까?
    }
wrong-flow-no-workflow = 워크플로 `{ $name }`이(가) 없습니다
    .hint = { $near ->
        [none] 구성된 워크플로를 쓰십시오. `autoagents workflow list`가 모두 보여 줍니다
       *[other] `{ $near }`을(를) 뜻하셨습니까?
    }
wrong-flow-no-rule = 규칙 `{ $name }`이(가) 없습니다
    .hint = { $near ->
        [none] `config.toml`에 있는 규칙을 쓰십시오
       *[other] `{ $near }`을(를) 뜻하셨습니까?
    }
wrong-flow-no-variable = 식에서 `{ $name }`은(는) 알 수 없는 이름입니다
    .hint = { $near ->
        [none] 쓸 수 있는 이름: { $one_of }. 텍스트라면 따옴표 안에 쓰십시오: `'{ $name }'`
       *[other] `{ $near }`을(를) 뜻하셨습니까? 쓸 수 있는 이름: { $one_of }
    }
wrong-flow-much-of-resource = 자원 `{ $name }`은(는) { $most }까지만 있습니다
    .hint = { $most } 이하로 쓰거나 `config.toml`의 `[workflows]`에서 늘리십시오. 이대로는 단계가 시작될 수 없습니다
wrong-flow-not-an-expression = `{ $expression }`은(는) 식이 아닙니다: `{ $error }`
    .hint = 식은 CEL로 씁니다. 예: `params.count > 3 && steps.test.state == 'succeeded'`. 텍스트는 따옴표 안에 쓰십시오
wrong-flow-open-expression = 식이 끝나지 않았습니다
    .hint = `{"}"}`(으)로 닫으십시오. 중괄호 앞에 달러 기호를 두 번 쓰면 식이 아니라 기호 하나가 됩니다
wrong-flow-wrapped-expression = 여기에는 처음부터 식이 옵니다
    .hint = `{ $instead }`(이)라고 쓰십시오
wrong-flow-expression-in-file = `{ $text }`은(는) 실행하기 전에는 알 수 없습니다
    .hint = `build/*.tar.gz`처럼 경로나 패턴을 쓰십시오
wrong-flow-unnamed-step = `{ $expression }`은(는) 단계의 이름을 계산합니다. 무엇이 필요한지 실행하기 전에는 알 수 없습니다
    .hint = 단계의 이름을 쓰십시오: `steps.build.outputs.version`
wrong-flow-item-of-one = `item`과 `index`는 `each`가 있는 단계에서만 뜻이 있습니다
    .hint = `each`를 추가하거나 값을 직접 쓰십시오
wrong-flow-step-too-early = 여기에서는 아직 단계가 실행되지 않아 `{ $name }`의 출력이 없습니다
    .hint = 단계 안에서 쓰십시오
wrong-flow-secret-shown = 여기에서는 다른 사람이 비밀 `{ $name }`을(를) 읽을 수 있습니다
    .hint = `environment`나 `http`의 헤더 또는 본문으로 넘기십시오
wrong-flow-secret-inside = 식 안에 비밀이 있습니다
    .hint = 중괄호 안에는 `secrets.{ $name }`만 쓰고, 나머지는 그 둘레에 쓰십시오
wrong-flow-needs-itself = `{ $name }`이(가) 자기 자신을 기다리게 됩니다
    .hint = 지우십시오
wrong-flow-round = 단계들이 서로를 기다립니다: { $round }
    .hint = 그중 한 참조를 지우십시오
wrong-flow-runs-itself = 워크플로들이 서로를 끝없이 실행합니다: { $round }
    .hint = 그중 한 단계를 지우십시오
wrong-flow-join-of-more = { $needs ->
        [0] 기다리는 단계가 없습니다
       *[other] 기다리는 단계가 { $needs }개뿐입니다
    }
    .hint = { $needs ->
        [0] 지우십시오
       *[other] { $needs } 이하나 "any", "all"을 쓰십시오
    }
wrong-flow-not-in-handler = `{ $name }`은(는) 처리기에 쓸 수 없습니다
    .hint = 지우십시오. 처리기는 실행이 실패하면 차례로 실행되고, 되돌려지지 않습니다
wrong-flow-undo-of-irreversible = 되돌릴 수 없다고 한 것에 되돌리기가 있습니다
    .hint = `irreversible`이나 되돌리기를 지우십시오
wrong-flow-undo-of-nothing = `{ $kind }`에는 되돌릴 것이 없습니다
    .hint = 실제로 일을 하는 단계로 되돌리기를 옮기십시오
wrong-flow-two-ways = 두 갈래가 `{ $name }`(으)로 갑니다
    .hint = 조건을 `||`로 묶거나, 그 단계에 `after`와 `when`을 쓰십시오
wrong-flow-case-unreached = 이 갈래로는 가지 않습니다
    .hint = `when`이 없는 갈래보다 앞에 두십시오
wrong-flow-not-a-schedule = 일정의 칸이 { $fields }개입니다
    .hint = 분, 시, 일, 월, 요일의 차례로 쓰십시오. `0 3 * * *`은 날마다 3시입니다. 맨 앞에 초를 더 쓸 수 있습니다
wrong-flow-schedule-field = `{ $text }`은(는) { $schedule_field } 될 수 없습니다
    .hint = 수, `*`, 목록 `1,15`, 범위 `1-5`, 간격 `*/5`처럼 쓰십시오
wrong-flow-schedule-never = 이 일정의 시각은 결코 오지 않습니다
    .hint = 일과 월을 확인하십시오
wrong-flow-no-time-zone = 시간대 `{ $name }`이(가) 없습니다
    .hint = { $near ->
        [none] `Europe/Berlin`이나 `Asia/Seoul` 같은 IANA 이름을 쓰십시오
       *[other] `{ $near }`을(를) 뜻하셨습니까?
    }
wrong-flow-not-a-time = `{ $text }`은(는) 시각이 아닙니다
    .hint = `03:00`, `03:00:30`, `2026-05-01T03:00:00Z`처럼 쓰십시오
wrong-flow-not-of-param = `{ $name }`에는 { $param_kind } 와야 합니다
    .hint = { $one_of ->
        [none] 그렇게 고쳐 쓰십시오
       *[other] { $one_of } 중 하나를 쓰십시오
    }
wrong-flow-param-missing = `{ $workflow }`의 매개변수 `{ $name }`이(가) 없습니다
    .hint = `params`에 추가하거나, 그쪽에 `default`를 쓰십시오
wrong-flow-choices-of-other = `choices`는 텍스트에만 쓸 수 있습니다
    .hint = `type`이나 `choices`를 지우십시오
wrong-flow-same-workflow = 파일 { $file }에도 워크플로 `{ $name }`이(가) 있습니다
    .hint = 한쪽에 다른 `name`을 쓰십시오
idle-twice = 두 번 나옵니다
idle-output = 그 출력 `{ $output }`을(를) 쓰므로 어차피 기다립니다
idle-file = 읽는 파일 `{ $file }`을(를) 그 단계가 쓰므로 어차피 기다립니다
idle-branch = 이 단계로 오는 갈림길이므로 어차피 기다립니다
idle-through = `{ $through }`도 기다리는데, 그것이 그 뒤에 옵니다
word-schedule-field-second = 초(0-59)가
word-schedule-field-minute = 분(0-59)이
word-schedule-field-hour = 시(0-23)가
word-schedule-field-day = 일(1-31)이
word-schedule-field-month = 월(1-12)이
word-schedule-field-weekday = 요일(0-7)이
word-param-kind-string = 텍스트가
word-param-kind-int = 정수가
word-param-kind-float = 수가
word-param-kind-bool = `true`나 `false`가
word-param-kind-choice = 정해진 값 중 하나가
word-param-kind-list = 텍스트의 목록이
word-section-step = 단계
word-wanted-join = "all", "any"나 정수가
word-wanted-cache = `true`나 테이블이
word-wanted-items = 목록이나 식이
word-wanted-expression = 식이

## 저장소
store-no-parent = `{ $parent }`이(가) 없어 데이터 디렉터리 `{ $dir }`을(를) 만들 수 없습니다. 힌트: mkdir -p `{ $parent }`를 실행하거나 --data-dir로 다른 곳을 지정하십시오
store-not-a-directory = 데이터 디렉터리 `{ $dir }`이(가) 디렉터리가 아닙니다. 힌트: 옮기거나 --data-dir로 다른 곳을 지정하십시오
store-not-a-file = `{ $path }`은(는) 일반 파일이 아닙니다. 힌트: 다른 곳으로 옮기십시오
store-no-permission = `{ $path }` { $action } 권한이 없습니다. 힌트: 데이터 디렉터리의 소유자로 실행하거나 --data-dir로 다른 곳을 지정하십시오
store-read-only = `{ $path }` { $action } 실패: 읽기 전용입니다. 힌트: 쓸 수 있게 마운트하거나 --data-dir로 다른 곳을 지정하십시오
store-disk-full = `{ $path }` { $action } 실패: `{ $dir }`이(가) 있는 디스크가 가득 찼습니다. 힌트: 그곳의 공간만 비우면 됩니다
store-too-small = `{ $path }`이(가) 한도 { $bound }바이트 안에서 자리를 찾지 못했습니다. 힌트: store.history_max_size를 늘리십시오
store-locked = `{ $path }` { $action } 실패: 다른 프로그램이 잠갔습니다. 힌트: 그 프로그램을 닫으십시오 (fuser -v `{ $path }`로 알 수 있습니다)
store-in-use = 이미 `{ $dir }`에서 런타임이 동작하고 있습니다{ $pid ->
    [none] {""}
   *[other] {" "}(pid { $pid })
}. 힌트: `autoagents attach`로 연결하거나 --data-dir로 다른 곳을 지정하십시오
store-unreadable = `{ $path }`을(를) 읽을 수 없습니다: { $reason }. 힌트: 백업에서 되살리거나, 옮기고 새로 시작하십시오
store-newer = `{ $path }`의 스키마는 { $found }인데 이 버전은 { $known }까지만 압니다. 파일은 그대로 두었습니다. 힌트: autoagents를 올리거나 --data-dir로 다른 곳을 지정하십시오
store-older = `{ $path }`의 스키마는 { $found }인데 읽으려면 { $known }이(가) 필요합니다. 힌트: `autoagents`를 한 번 시작하면 변환됩니다
store-closed = 저널이 닫혀 있습니다. 힌트: autoagents를 다시 시작하십시오
store-missing = `{ $dir }`에 이력이 없습니다. 힌트: `autoagents`를 시작하거나 --data-dir로 데이터 디렉터리를 지정하십시오
store-io = `{ $path }` { $action } 실패: { $error }. 힌트: `dmesg`의 디스크 오류와 `autoagents doctor`를 확인하십시오
store-sql = `{ $path }` { $action } 실패: { $error }. 힌트: `dmesg`의 디스크 오류와 `autoagents doctor`를 확인하십시오
word-action-open = 열기
word-action-read = 읽기
word-action-write = 쓰기
word-action-make = 만들기
word-action-make-directory = 디렉터리 만들기
word-action-lock = 잠금
word-action-migrate = 변환
word-action-clean-up = 정리
word-action-set-aside = 따로 옮기기
word-action-set-aside-log = 로그 따로 옮기기
word-action-shorten-log = 로그 줄이기
word-action-start-thread = 스레드 시작
word-action-start-reader = 읽기 스레드 시작

## 런타임이나 콘솔이 없는 까닭
boot-logs = `{ $dir }`에 로그를 둘 수 없습니다: { $error }. 힌트: `autoagents doctor`를 실행하십시오
boot-socket = `{ $dir }`에 소켓을 만들 수 없습니다: { $error }. 힌트: `autoagents doctor`를 실행하십시오
boot-thread = 스레드를 시작할 수 없습니다: { $error }. 힌트: 프로세스 한도를 늘리십시오 (`ulimit -u`)
boot-panicked = 런타임이 패닉으로 끝났습니다: { $error }. 힌트: 데이터 디렉터리의 `autoagents.log`를 보십시오
screen-terminal = 터미널을 쓸 수 없습니다: { $error }. 힌트: 터미널에서 실행하거나, 화면 없이 쓰려면 `autoagents run`을 쓰십시오
screen-signals = 시그널을 받을 수 없습니다: { $error }. 힌트: `ulimit -a`로 이 프로세스의 한도를 확인하십시오
screen-panicked = 콘솔이 패닉으로 끝났습니다
keymap-action = 동작 `{ $name }`이(가) 없습니다. 힌트: { $nearest ->
    [none] 콘솔에서 ?를 누르면 동작 이름이 나옵니다
   *[other] `{ $nearest }`을(를) 뜻하셨습니까?
}
keymap-key = 동작 `{ $name }`의 `{ $key }`은(는) 키가 아닙니다. 힌트: `q`, `ctrl-c`, `shift-tab`, `f5`, `space`처럼 쓰십시오
keymap-collision = { $tab } 탭에서 키 `{ $key }`이(가) `{ $first }`와(과) `{ $second }` 둘 다를 뜻합니다. 힌트: [console] keys에서 하나에 다른 키를 주십시오
keymap-unreachable = 동작 `{ $name }`에는 키가 하나 이상 필요합니다. 힌트: [console] keys에서 그 줄을 지우면 기본 키가 됩니다

## 런타임에 닿는 길
link-not-running = `{ $dir }`에서 실행 중인 런타임이 없습니다. 힌트: `autoagents`나 `autoagents run`으로 시작하거나 --data-dir을 지정하십시오
link-refused = `{ $dir }`의 런타임에 연결할 수 없습니다: { $error }
link-ssh = `{ $host }`에 연결할 수 없습니다: { $error }. 힌트: `ssh { $host } autoagents status`가 되는지 확인하십시오
link-ssh-silent = `{ $host }`에 연결할 수 없습니다: 아무 말 없이 연결이 끝났습니다. 힌트: `ssh { $host } autoagents status`가 되는지 확인하십시오
link-no-ssh = `{ $host }`에 연결할 수 없습니다: PATH에 `ssh`가 없습니다. 힌트: OpenSSH 클라이언트를 설치하십시오
link-no-program = `{ $host }`에 연결했지만 그곳의 PATH에 `autoagents`가 없습니다({ $error }). 힌트: `ssh { $host } env`가 보여 주는 디렉터리에 복사하십시오
link-talkative = `{ $host }`에 연결했지만 세션이 시작되기 전에 그곳에서 무언가가 출력됩니다. 힌트: `ssh { $host } true`는 아무것도 출력하지 않아야 합니다. 그곳 셸의 시작 파일을 확인하십시오
link-silent = 런타임이 첫인사에 답하지 않습니다. 힌트: 그 데이터 디렉터리의 `autoagents.log`를 보십시오
link-misunderstood = 런타임의 말을 이해할 수 없습니다: { $frame }. 힌트: 그 데이터 디렉터리의 `autoagents.log`를 보십시오
rejection-other-user = 다른 사용자의 런타임입니다. 힌트: 그 사용자나 root로 연결하십시오
rejection-no-hello = 첫 프레임은 인사여야 합니다: { $frame }
rejection-other-protocol = 런타임은 버전 { $version }, 프로토콜 { $protocol }이고 보는 쪽은 버전 { $their_version }, 프로토콜 { $their_protocol }입니다. 힌트: 양쪽에 같은 버전의 `autoagents`를 쓰십시오
rejection-full = 이미 { $viewers }개의 화면이 연결되어 있습니다. 힌트: 하나를 닫으십시오
frame-broken = 연결이 끊겼습니다: { $error }
frame-ended = 런타임이 종료되었습니다
frame-ssh-ended = `ssh`가 종료되었습니다
frame-too-large = { $size }바이트 프레임이 한도 { $limit }바이트를 넘습니다
frame-garbage = 프레임을 이해할 수 없습니다: { $error }

## 명령을 마치지 못한 까닭
failure-lost = 런타임과 끊겼습니다: { $link }
failure-ended = 런타임이 종료되었습니다
failure-no-such-agent = 런타임에 에이전트 `{ $name }`이(가) 없습니다. 힌트: 런타임의 버전이 다릅니다
failure-not-firing = 경보 { $id }은(는) 발생 중이 아닙니다. 힌트: `autoagents alert list`를, 해소된 것은 `alert history`를 보십시오
failure-no-incident = 인시던트 { $id }이(가) 없습니다. 힌트: `autoagents incident list --since 30d`로 확인하세요
failure-not-healed = 복구되지 않았습니다: { $why }. 힌트: `autoagents incident show { $id }`로 확인하세요
failure-undecided = { $waited }이(가) 지나도 효과를 알 수 없습니다. 힌트: `autoagents incident show { $id }`로 확인하세요
failure-mute = 런타임이 상태를 알려 주지 않습니다. 힌트: 런타임의 로그를 보십시오
failure-run-failed = 실행 { $run }: { $outcome }. 되돌림: { $undone }. 힌트: `autoagents workflow show { $run }`로 확인하세요
failure-not-undone = 실행 { $run }을(를) 모두 되돌리지는 못했습니다. 되돌림: { $undone }. 힌트: `autoagents workflow show { $run }`로 확인하세요
failure-run-lasts = { $waited }이(가) 지나도 실행 { $run }이(가) 끝나지 않았으며 계속 진행됩니다. 힌트: `autoagents workflow show { $run }`로 확인하세요
failure-nothing-asked = 실행 { $run }에는 묻고 있는 단계가 없습니다. 힌트: `autoagents workflow show { $run }`로 확인하세요
failure-several-ask = 실행 { $run }의 여러 단계가 승인을 기다립니다. 힌트: 다음 중 하나를 지정하세요: { $steps }
failure-asks-else = 실행 { $run }의 `{ $step }`은(는) 승인을 묻지 않습니다. 힌트: 무엇을 묻는지 `autoagents workflow show { $run }`에서 보고 `autoagents workflow answer`를 쓰세요
failure-not-a-parameter = `{ $text }`은(는) 매개변수가 아닙니다. 힌트: `version=1.2`처럼 쓰세요
failure-not-an-object = 매개변수가 JSON 객체가 아닙니다: { $error }. 힌트: `{"{"}"version": "1.2"{"}"}`처럼 쓰세요
failure-not-reached = { $waited }이(가) 지났지만 `{ $name }`은(는) { $state } 상태입니다. 힌트: `autoagents service show { $name }`과 `autoagents service logs { $name }`을 보십시오
failure-still-needed = `{ $name }`에 의존하는 서비스가 실행 중입니다: { $dependants }. 힌트: `--with-dependants`는 그 서비스들부터 중지하고, `--alone`은 이 서비스만 중지합니다
failure-not-ended = 런타임이 아직 종료되지 않았습니다. 힌트: `autoagents status`를 보십시오
failure-still-writes = 런타임이 아직 쓰고 있습니다. 힌트: 디스크가 매우 느리지 않습니까?
failure-exists = `{ $path }`이(가) 이미 있어 그대로 둡니다. 힌트: 다른 파일을 지정하십시오
failure-not-written = `{ $path }`에 쓸 수 없습니다: { $error }
failure-doctor = 점검 { $all }개 중 { $bad }개에 문제가 있습니다
failure-elsewhere = 여기서 실행하는 명령이 아닙니다
failure-not-a-series = `{ $text }`은(는) 지표가 아닙니다. 힌트: `host.cpu.used_percent`나 `host.disk.used_percent{"{"}/var{"}"}`처럼 쓰십시오
failure-long-ago = `{ $text }` 전은 표현할 수 있는 시간보다 오래되었습니다
failure-not-a-time = `{ $text }`은(는) 기간도 시각도 아닙니다. 힌트: `24h`나 `2026-05-01T00:00:00Z`처럼 쓰십시오
failure-no-terminal = 콘솔에는 터미널이 필요합니다. 힌트: 화면 없는 런타임은 `autoagents run`, 상태만 보려면 `autoagents status`를 쓰십시오
failure-unwatched = { $first }. 이 프로세스도 런타임으로 계속할 수 없습니다: { $boot }. 힌트: 서비스는 감독 없이 실행 중이며, `autoagents` 또는 `autoagents run`이 넘겨받습니다
failure-file = { $text }
failure-question = { $text }
failure-dumb-terminal = `TERM=dumb` 터미널에는 콘솔을 표시할 수 없습니다. 힌트: 화면 없는 런타임은 `autoagents run`, 상태만 보려면 `autoagents status`를 쓰십시오
failure-no-successor = 런타임을 백그라운드에서 시작할 수 없습니다: { $error }
failure-successor-ended = 백그라운드의 런타임이 곧바로 끝났습니다({ $exit }). 힌트: `{ $dir }`의 `autoagents.log`를 보십시오
failure-successor-silent = 백그라운드의 런타임이 답하지 않습니다
failure-output = 출력할 수 없습니다: { $error }
failure-output-closed = 출력이 닫혔습니다
cli-goes-on = 이 프로세스가 런타임으로 계속 동작합니다. Ctrl-C나 `autoagents shutdown`으로 끝냅니다
config-nameless = 구성
config-hint = 힌트: { $hint }
config-faults = 오류 { $n }개

## 점검
verdict-fine = 정상
verdict-warning = 주의
verdict-bad = 이상
check-configuration = 구성
check-programs = 프로그램
check-data-directory = 데이터 디렉터리
check-disk-space = 디스크 공간
check-runtime = 런타임
check-systemd = systemd
check-container-engine = 컨테이너 엔진
check-drives = 드라이브
check-drive-model = 드라이브 모델
check-proc = /proc
check-pidfd = pidfd
check-open-files = 열린 파일
check-terminal = 터미널
check-logout = 로그아웃
finding-configuration-fine = 읽을 수 있습니다
finding-programs-fine = 모두 있습니다
finding-directory-fine = `{ $dir }`에 쓸 수 있습니다
finding-directory-no-parent = `{ $dir }`의 상위 디렉터리가 없습니다. 힌트: --data-dir로 다른 곳을 지정하십시오
finding-directory-is-none = `{ $dir }`은(는) 디렉터리가 아닙니다. 힌트: --data-dir로 다른 곳을 지정하십시오
finding-directory-not-writable = `{ $dir }`에 쓸 수 없습니다. 힌트: --data-dir로 다른 곳을 지정하십시오
finding-directory-open-to-others = `{ $dir }`을(를) 다른 사용자가 읽을 수 있습니다. 힌트: `chmod 700 { $dir }`
finding-directory-unknown = `{ $dir }`: { $error }
finding-space-fine = { $free } MiB 남음, 이력은 최대 { $most } MiB
finding-space-short = { $free } MiB 남음, 이력은 최대 { $most } MiB. 힌트: `store.history_max_size`를 줄이십시오
finding-space-little = { $free } MiB 남음, 이력은 최대 { $most } MiB. 힌트: 공간을 비우십시오
finding-space-unknown = `{ $dir }`: { $error }
finding-runtime-runs = 이 데이터 디렉터리에서 실행 중입니다
finding-runtime-none = 이 데이터 디렉터리에서 실행 중인 런타임이 없습니다
finding-drives-fine = 드라이브 { $count }개가 자기 상태를 알립니다
finding-drives-off = 상태를 묻지 않습니다: `smart = "off"`
finding-drives-unasked = { $drives }
finding-drive-model-fine = `{ $path }`이(가) 드라이브 고장을 예측합니다
finding-drive-model-none = 없음: 드라이브 고장을 예측하지 않습니다. `autoagents model train`이 SMART 값 표로 모델을 만들며, `[predictions]`의 `disks`에 씁니다
finding-drive-model-faulty = `{ $path }`: { $drive_fault }
finding-proc-fine = 읽을 수 있습니다
finding-proc-without-environment = 프로세스의 환경을 읽을 수 없습니다
finding-proc-unreadable = 읽을 수 없습니다. 힌트: 이 사용자에게 `hidepid` 없이 마운트하십시오
finding-pidfd-fine = 프로세스가 끝나면 곧바로 압니다
finding-pidfd-missing = { $error }: 프로세스가 끝났는지 주기적으로 확인합니다. 힌트: Linux 5.3 이상을 쓰십시오
finding-systemd-fine = { $version }에 물을 수 있습니다
finding-systemd-away = { $manager }
finding-engine-fine = { $version }이(가) `{ $socket }`에서 응답합니다
finding-engine-away = { $manager }
finding-files-fine = 최대 { $limit }개
finding-files-few = 최대 { $limit }개. 힌트: 시작하기 전에 `ulimit -n 4096`을 실행하십시오
finding-files-unlimited = 한도 없음
finding-terminal-fine = `TERM={ $term }`
finding-terminal-dumb = `TERM={ $term }`에는 콘솔을 표시할 수 없습니다. `autoagents status`는 어디서나 됩니다
finding-logout-fine = 런타임을 시작한 세션이 끝나도 런타임은 남습니다
finding-logout-kills = 로그아웃하면 logind가 프로세스를 끝냅니다. 힌트: `loginctl enable-linger`를 실행하거나 유닛으로 실행하십시오

## 명령줄: 도움말과 사용법
help-usage = 사용법
help-commands = 명령
help-command = 명령
help-options = 옵션
help-arguments = 인수
help-default = {"["}기본값: { $value }]
help-values = {"["}가능한 값: { $value }]
help-env = {"["}환경 변수: { $value }]
help-after = 종료 코드: 0 완료, 1 실패, 2 명령줄이나 구성이 잘못됨, 3 연결할 런타임 없음, 4 거절됨.
help-autoagents = 터미널 운영 콘솔: 이 호스트와 서비스를 감시하고, 경보를 올리고, 죽은 것을 다시 시작합니다
help-autoagents-more = 명령이 없으면 콘솔을 엽니다. 데이터 디렉터리의 런타임에 연결하거나, 없으면 런타임을 함께 시작합니다.
help-run = 화면 없는 런타임을 포그라운드에서 실행합니다. SIGHUP을 받으면 구성을 다시 읽습니다
help-attach = 실행 중인 런타임에 콘솔을 연결합니다. 이 호스트나 다른 호스트 모두 됩니다
help-proxy = 표준 입출력과 런타임 사이에서 세션을 나릅니다. `attach --host`가 상대편에서 실행합니다
help-status = 에이전트, 서비스, 경보, 지표를 한눈에 봅니다
help-service = 서비스
help-service-list = 모든 서비스
help-service-show = 서비스 하나와 그 프로브
help-service-start = 시작하고 계속 실행합니다. 실행되면 돌아옵니다
help-service-stop = 끝내고 내려 둡니다. 끝나면 돌아옵니다. 의존하는 서비스가 실행 중이면 둘 중 하나를 지정해야 합니다
help-service-restart = 끝내고 다시 시작합니다. 다시 실행되면 돌아옵니다
help-service-scale = 설정의 개수가 바뀔 때까지 이 개수만큼 실행합니다. 모두 실행되고 나머지가 끝나면 돌아옵니다
help-service-reload = 끝내지 않고 설정을 다시 읽게 합니다. 다 되면 돌아옵니다
help-service-logs = 서비스가 출력한 것
help-alert = 경보와 음소거
help-alert-list = 발생 중인 경보
help-alert-show = 경보 하나
help-alert-ack = 경보를 확인합니다
help-alert-unack = 확인을 취소합니다
help-alert-silence = 경보를 한동안 음소거합니다
help-alert-silences = 적용 중인 음소거
help-alert-unsilence = 음소거를 해제합니다
help-alert-history = 어느 때부터 발생한 경보. 해소된 것도 포함하며 런타임이 없어도 됩니다
help-incident = 인시던트: 무엇이 왜 잘못되었고 어떤 조치를 했는지 봅니다
help-incident-list = 진행 중인 인시던트와 어느 때부터 시작된 인시던트. 런타임이 없어도 됩니다
help-incident-show = 인시던트 하나. 런타임이 없어도 됩니다
help-incident-report = 사후 보고서를 Markdown으로 표준 출력에 씁니다. 런타임이 없어도 됩니다
help-incident-approve = 자동 복구가 제안한 시도를 승인합니다
help-incident-reject = 자동 복구가 제안한 시도를 거부합니다
# 워크플로: 명령줄
help-workflow = 워크플로와 그 실행
help-workflow-list = 구성된 워크플로
help-workflow-runs = 진행 중인 실행과 어느 때부터의 실행. 런타임이 없어도 됩니다
help-workflow-show = 실행 하나와 그 단계들. 런타임이 없어도 됩니다
help-workflow-run = 실행하고 실행 번호를 출력합니다
help-workflow-cancel = 실행을 끝냅니다. 이미 한 일을 어떻게 할지 말해야 합니다
help-workflow-retry = 실패했거나 실행되지 못한 것을 새 실행에서 다시 실행하고 나머지는 이어받습니다. 새 실행 번호를 출력합니다
help-workflow-rollback = 끝난 실행이 한 일을 마지막 것부터 되돌립니다
help-workflow-approve = 승인을 묻는 단계를 승인합니다
help-workflow-reject = 승인을 묻는 단계를 거절합니다
help-workflow-answer = 끝을 아무도 보지 못한 단계나 사람이 할 작업에 답합니다
help-workflow-logs = 단계가 출력한 것. 런타임이 없어도 됩니다
help-workflow-optimize = 실행의 병목과, 최근 실행을 시뮬레이션하여 구한 변경의 효과를 보여 줍니다. 변경을 적용하거나 되돌릴 때만 런타임이 필요합니다
arg-workflow-optimize-name = 워크플로 이름
arg-workflow-optimize-apply = 이 번호의 제안을 파일을 고치지 않고 적용합니다. 다음 실행들에서 측정하고, 도움이 되지 않으면 되돌립니다
arg-workflow-optimize-revert = 이 번호의 변경을 되돌립니다
arg-workflow-runs-name = 이 워크플로만
arg-workflow-show-run = 실행 번호
arg-workflow-cancel-run = 끝낼 실행의 번호
arg-workflow-retry-run = 다시 실행할 실행의 번호
arg-workflow-rollback-run = 되돌릴 실행의 번호
arg-run = 실행 번호
arg-step = 단계 이름. 항목이 여럿이면 항목 번호와 함께: `copy[3]`
arg-workflow-approve-step = 단계 이름. 항목이 여럿이면 항목 번호와 함께: `copy[3]`. 없으면 묻고 있는 유일한 단계
arg-workflow-reject-step = 단계 이름. 항목이 여럿이면 항목 번호와 함께: `copy[3]`. 없으면 묻고 있는 유일한 단계
arg-workflow-approve-note = 그 까닭
arg-workflow-reject-note = 그 까닭
arg-workflow-answer-note = 그 까닭
arg-verdict = 답
value-verdict-yes = 마쳤거나 성공했습니다
value-verdict-no = 할 수 없거나 실패했거나 실행된 적이 없습니다
value-verdict-again = 다시 실행합니다
arg-roll-back = 한 일을 마지막 것부터 되돌립니다
arg-stop = 한 일을 그대로 둡니다
arg-params = 매개변수. 여러 번 쓸 수 있습니다. 목록은 항목을 쉼표로 나눕니다
arg-params-json = JSON 객체로 쓴 매개변수. `-p`가 우선합니다
arg-workflow-run-dry-run = 무엇을 실행하고 무엇으로 되돌릴지만 말합니다
arg-wait = 끝나면 돌아옵니다. 실행이 실패하면 실패합니다
arg-workflow-run-follow = 기다리면서 단계마다 어떻게 되는지 보여 줍니다
arg-workflow-retry-follow = 기다리면서 단계마다 어떻게 되는지 보여 줍니다
arg-workflow-rollback-follow = 기다리면서 단계마다 어떻게 되는지 보여 줍니다
arg-workflow-run-timeout = 가장 오래 기다릴 시간. 없으면 끝까지. 실행은 계속됩니다
arg-workflow-retry-timeout = 가장 오래 기다릴 시간. 없으면 끝까지. 실행은 계속됩니다
arg-workflow-rollback-timeout = 가장 오래 기다릴 시간. 없으면 끝까지. 실행은 계속됩니다
arg-attempt = 몇 번째 시도. 없으면 가장 최근 것
arg-undo = 단계가 아니라 그 되돌리기
arg-workflow-logs-follow = 끝날 때까지 새로 출력되는 것을 계속 보여 줍니다
help-anomaly = 지난 값에 비추어 특이했던 지표
help-anomaly-list = 지정한 시각 이후 시작된 이상과 계속되는 이상. 런타임이 없어도 됨
help-predict = 예측된 문제와 지난 예측의 결과, 적중률. 런타임이 없어도 됨
help-recover = 서비스를 직접 복구합니다. 효과가 있는지 없는지 확인되면 돌아옵니다
help-agent = 에이전트
help-agent-list = 모든 에이전트
help-agent-show = 에이전트 하나
help-agent-pause = 일시 정지합니다
help-agent-resume = 다시 동작하게 합니다
help-beat = 작업이 살아 있음을 알립니다. 더 이상 알리지 않으면 하트비트 프로브가 알아차립니다
help-trends = 추이: 목표와 측정값, 지표의 달라진 점. 런타임이 없어도 됨
help-trends-show = 지표 하나의 모든 것: 수준, 기울기, 주기, 변화, 전날과 전주 대비
help-trends-like = 모든 지표에 비추어 지난 한 시간과 가장 비슷했던 시간
help-trends-export = 지표 차트에 보이는 것을 CSV, JSON, 그림으로
arg-trends-show-series = 어느 지표: `host.cpu.used_percent`나 `service.memory_bytes{"{"}api{"}"}` 등
arg-trends-export-series = 어느 지표: `host.cpu.used_percent`나 `service.memory_bytes{"{"}api{"}"}` 등
arg-trends-export-out = 새로 만들 파일. 없으면 표준 출력
arg-trends-export-points = 점의 최대 개수
arg-sheet = 형식. 지정하지 않으면 파일 이름의 끝에 따르고, 아니면 CSV
value-sheet-csv = 쉼표로 구분, 머리글 포함: 점들
value-sheet-json = 객체 하나: 점, 표시, 알아낸 것
value-sheet-svg = 다른 것이 필요 없는 그림
help-export = 호스트와 서비스의 이력을 표준 출력으로 내보냅니다
help-config = 구성
help-config-check = 구성이 맞는지, 구성이 가리키는 것이 있는지 확인합니다
help-config-schema = 구성의 JSON 스키마를 표준 출력으로 내보냅니다
help-config-init = 모든 기본값과 설명이 든 파일을 만듭니다
help-config-show = 파일, 환경 변수, 플래그를 합쳐 실제 적용되는 구성
help-doctor = 이 호스트에서 동작을 막을 만한 것을 점검합니다
help-shutdown = 실행 중인 런타임을 끝냅니다
help-completions = 셸 자동 완성 스크립트를 표준 출력으로 내보냅니다
help-man = 매뉴얼 페이지를 표준 출력으로 내보냅니다
arg-help = 도움말 표시
arg-version = 버전 표시
arg-config = 구성 파일
arg-data-dir = 데이터 디렉터리. 없으면 환경 변수 `AUTOAGENTS_DATA_DIR`, 그다음 설정의 값을 씁니다
arg-lang = 언어
arg-set = 구성의 키 하나를 바꿉니다. 예: `sense.interval=2s`. 여러 번 쓸 수 있습니다
arg-json = 읽는 명령에서 글 대신 JSON으로 출력합니다
arg-read-only = 보기만 합니다. 아무것도 바꿀 수 없습니다
arg-run-limit = 이 시간이 지나면 스스로 끝납니다
arg-host = `ssh`로 연결할 다른 호스트. 그곳의 PATH에 `autoagents`가 있어야 합니다
arg-name = 이름
arg-id = 번호
arg-service-logs-name = 서비스 이름
arg-lines = 마지막 몇 줄. 최대 2000
arg-follow = 새로 출력되는 것을 계속 보여 줍니다
arg-no-wait = 명령이 기록되면 바로 돌아옵니다
arg-with-dependencies = 필요하지만 실행 중이 아닌 서비스도 순서대로 시작합니다
arg-with-dependants = 의존하는 서비스까지, 그것부터 중지합니다
arg-alone = 다른 서비스가 의존해도 이것만 중지합니다
arg-count = 인스턴스 수
arg-timeout = 가장 오래 기다릴 시간
arg-service = 서비스 이름
arg-action = 할 조치. 예: `restart`, `clear-resources`, `runbook:이름`. 없으면 적용할 수 있는 것 중 비용이 가장 낮은 것
arg-layer = 이 단계나 그 앞 단계에 속하는 것만
arg-dry-run = 무엇을 할지만 말합니다
arg-target = 어느 서비스인지, 하트비트 프로브가 여럿이면 그중 어느 것인지
arg-fail = 작업이 이 이유로 실패했습니다
arg-note = 다른 운영자에게 남길 메모
arg-alert-silence-note = 음소거하는 까닭
arg-rule = 이 규칙의 경보만
arg-subject = 이 대상의 경보만. `*`로 끝낼 수 있습니다
arg-span = 음소거할 기간
arg-since = 언제부터: `24h` 같은 기간이나 `2026-05-01T00:00:00Z` 같은 시각
arg-limit = 최대 개수
arg-ahead = 지금부터 이 기간(예: `24h`) 동안의 예상값과, 100번 가운데 80번과 95번 그 값이 드는 범위
arg-keep-services = 서비스는 감시 없이 계속 실행되고, 다음 런타임이 인수합니다
arg-shell = 셸의 종류
arg-path = 파일의 위치. `-`이면 표준 출력
arg-format = 출력 형식
arg-series = 이 지표만. 여러 번 쓸 수 있습니다. `host.disk.used_percent`는 모든 마운트를 뜻합니다
value-lang-en = 영어
value-lang-ko = 한국어
value-format-csv = 쉼표로 구분, 머리글 포함
value-format-json = 객체의 배열
usage-error = 오류: { $what }
usage-more = 자세한 내용은 '--help'를 보십시오.
usage-argument = `{ $arg }` 인수가 없습니다{ $nearest ->
    [none] {""}
   *[other] . 힌트: `{ $nearest }`을(를) 뜻하셨습니까?
}
usage-command = `{ $name }` 명령이 없습니다{ $nearest ->
    [none] {""}
   *[other] . 힌트: `{ $nearest }`을(를) 뜻하셨습니까?
}
usage-value = `{ $value }`은(는) `{ $arg }`에 쓸 수 없습니다. 쓸 수 있는 값: { $values }
usage-no-value = `{ $arg }`에 값이 필요합니다
usage-unreadable = `{ $value }`은(는) `{ $arg }`의 값으로 읽을 수 없습니다: { $error }
usage-span = `{ $value }`은(는) `{ $arg }`의 기간이 아닙니다: { $span }
usage-missing = 필요한 인수가 없습니다: { $args }
usage-conflict = `{ $arg }`은(는) { $args }와(과) 함께 쓸 수 없습니다
usage-other = { $error }
span-nothing = 0보다 길어야 합니다
span-unclear = { $error }. 힌트: `30s`, `5m`, `2h`처럼 쓰십시오
help-detect = 파일에 든 시계열에서 이상을 찾습니다
help-detect-more =
    SERIES에는 timestamp와 value 열이 있습니다. timestamp는 날짜와 시각이거나 초 단위의 수입니다. 결과에는 timestamp와 0에서 1 사이의 anomaly_score 열이 있고, 입력의 행마다 한 행입니다. 나중 행은 앞의 점수에 영향을 주지 않습니다. 한 문제에는 경보가 한 번만 나고, 곧이어 오는 값은 경보 수준보다 낮게 매겨집니다. 시각은 4일째부터, 요일은 3주째부터 따집니다. 파일은 머리글이 있는 CSV이며, 이름이 .gz로 끝나면 gzip 파일로 읽습니다.

    경보 수준(alarm level): 0.50
arg-detect-csv = 시계열: timestamp와 value 열
arg-detect-out = 결과를 쓸 곳. 없으면 표준 출력
help-diagnose = 지표 파일에서 인시던트의 가장 유력한 원인을 찾습니다
arg-diagnose-csv = 지표
arg-diagnose-at = 인시던트가 시작된 때(METRICS의 초)
arg-diagnose-graph = 호출 관계: caller와 callee 열
arg-diagnose-alert = 경보가 난 서비스
arg-diagnose-alert-metric = 경보가 난 그 서비스의 지표
arg-diagnose-out = 결과를 쓸 곳. 없으면 표준 출력
help-model = 이곳에서 일어난 일이나 행 파일로 장애를 예측합니다
help-model-train = 지난 행에서 어떤 대상이 고장 날지 배웁니다
arg-of = 데이터 디렉터리에서: 누구의 장애인지
arg-within = 데이터 디렉터리에서: 질문 뒤 이 시간 안의 장애를 셉니다
value-of-services = 서비스의 장애
value-of-host = 호스트의 장애
arg-model-train-from = 데이터 디렉터리: 서비스들이 어떻게 지냈는지가 행이고, 장애가 답입니다. 여러 번 줄 수 있습니다
help-model-train-more = 행이 없으면 실행 중인 콘솔이 이곳에서 일어난 일로 학습하고, 두 모델 모두 학습에 쓰지 않은 부분에서 확실히 나을 때만 새 모델을 사용합니다. 하루에 두 번 스스로 학습합니다. HISTORY에는 subject와 시간 단위의 time 열, 그리고 숫자나 범주인 다른 열이 있으며 모르는 값은 비워 둡니다. LABELS에는 qid, subject, time, label 열이 있고, 그 시각 뒤 기간 안에 고장 났으면 1, 아니면 0입니다. 파일은 머리글이 있는 CSV이며 이름이 .gz로 끝나면 gzip입니다.
arg-model-train-history = 행
arg-model-train-labels = 질문과 그 결과
arg-model-train-out = 모델을 쓸 곳; 행을 주면 필요합니다
arg-model-train-horizon-hours = 질문 뒤 고장으로 치는 시간
arg-model-train-seed = 시드가 다르면 무작위 선택이 달라집니다
help-model-eval = 고장이 얼마나 있을 법한지, 모델의 확률이 얼마나 맞는지 알아봅니다
help-model-eval-more = 행이 없으면 이 데이터 디렉터리의 것을, 모델이 없으면 그곳에서 쓰는 것을 평가합니다. HISTORY와 LABELS는 학습할 때와 같습니다. 질문보다 나중의 행은 답에, 레이블은 어떤 답에도 쓰이지 않습니다. OUT에는 qid와 확률인 score 열이 있습니다.
arg-model-eval-from = 데이터 디렉터리: 서비스들이 어떻게 지냈는지가 행이고, 장애가 답입니다. 여러 번 줄 수 있습니다
arg-model-eval-model = 모델
arg-model-eval-history = 행
arg-model-eval-labels = 질문과 그 결과
arg-model-eval-out = 확률을 쓸 곳
arg-model-eval-reasons = 확률이 높은 질문부터 이만큼은 이유도 말합니다
help-model-info = 모델이 무엇으로 만들어졌고 얼마나 맞았는지 보여 줍니다; 모델을 주지 않으면 이 데이터 디렉터리에서 쓰는 것
arg-model-info-model = 모델
help-forecast = 파일에 있는 시계열의 다음 값을 예측합니다
arg-forecast-csv = 지금까지의 시계열
arg-forecast-horizon = 몇 단계 앞까지(1 이상)
arg-forecast-exhaust = 대신, 시계열이 기준값에 처음 이르기까지 몇 분 걸리는지: qid, series, minute, level 열
arg-forecast-out = 결과를 쓸 곳. 없으면 표준 출력
help-logs = 서비스의 로그와 로그 파일이 말하는 바를 찾습니다. 런타임이 필요 없습니다
help-logs-patterns = 서비스 로그가 무엇을 얼마나 자주 말하는지, 그중 장애에 앞서는 것은 무엇인지
help-logs-patterns-more = 로그마다 패턴, 메시지 수, 지금과 평소의 분당 건수, 새로 나온 때, 서비스 장애 중 몇 건에 앞서 나왔는지를 보여 줍니다. 서비스 64개까지의 로그를 따라갑니다.
arg-logs-patterns-service = 이 서비스만. 없으면 전부
help-logs-changes = 서비스 로그에서 달라진 것: 새로 나온 것, 더 자주 또는 덜 나오는 것
arg-logs-changes-service = 이 서비스만. 없으면 전부
help-logs-cluster = 로그의 어느 줄들이 같은 말을 하는지, 무슨 말인지 찾습니다
arg-logs-cluster-input = 로그 파일
arg-logs-cluster-format = 줄의 머리 형식
arg-logs-cluster-out = 결과를 쓸 곳. 없으면 표준 출력
value-format-raw = 첫 줄들을 보고 알아냅니다
value-format-syslog = syslog처럼 시각, 호스트, 프로그램
value-format-message = 머리 없음: 줄 전체가 메시지
help-simulate = 가상 시간에서 어떤 일이 일어날지 봅니다. 런타임이 필요 없습니다
help-simulate-schedule = 그래프의 작업을 어떤 순서로 어디서 하면 가장 좋은지 정합니다
arg-simulate-schedule-dag = 작업과 각 작업이 기다리는 작업
arg-simulate-schedule-workers = 동시에 진행할 수 있는 작업 수
arg-simulate-schedule-out = 결과를 쓸 곳. 없으면 표준 출력
arg-simulate-schedule-durations = 작업 시간 중 알려진 것
value-durations-true = 모두
value-durations-learned = 이전 실행의 시간. 이번 실행에서는 끝난 작업의 시간만
arg-simulate-schedule-learn = 이전 실행의 디렉터리. 각 파일에 DAG와 같은 열이 있어야 합니다
word-layer-immediate = 즉시
word-layer-short-term = 단기
word-layer-medium-term = 중기
word-layer-long-term = 장기

## 프로브가 실패한 까닭
failing = { $probe }: { $complaint }
complaint-no-answer = { $within } 안에 응답이 없음
complaint-slow = { $took } 걸림, 한도 { $most }
complaint-broke = 프로브 자체에 이상이 생김
complaint-not-yet = 실패함, 이유는 아직 알 수 없음
complaint-exited = { $exit }{ $said ->
    [none] {""}
   *[other] : { $said }
}
complaint-not-run = `{ $program }`을(를) 실행할 수 없음: { $system }
complaint-not-watched = 프로그램을 지켜볼 수 없음: { $system }
complaint-still-starting = 앞서 시작한 프로그램이 멈춰 있음
complaint-output-lacks = 출력에 `{ $wanted }`이(가) 없음
complaint-not-connected = { $system }
complaint-not-an-address = `{ $address }`은(는) 주소가 아님
complaint-hung-up = `{ $wanted }` 없이 연결이 닫힘{ $said ->
    [none] {""}
   *[other] . 받은 내용: { $said }
}
complaint-too-much = { $limit } 넘게 받았으나 찾는 내용이 없음
complaint-status = 상태 코드 { $status }{ $said ->
    [none] {""}
   *[other] : { $said }
}
complaint-other-status = 상태 코드 { $status }이(가) 다음 중 어느 것도 아님: { $wanted }
complaint-body-lacks = 본문에 `{ $wanted }`이(가) 없음
complaint-not-json = 본문이 JSON이 아님: { $error }
complaint-no-place = 본문에 `{ $path }`이(가) 없음
complaint-differs = `{ $path }` 값이 { $wanted }이(가) 아니라 { $got }
complaint-not-http = 응답이 HTTP가 아님
complaint-long-header = 응답 헤더가 너무 큼
complaint-broken-off = 본문이 도중에 끊김: { $error }
complaint-exchange = 요청을 주고받지 못함: { $error }
complaint-not-read = 읽을 수 없음: { $system }
complaint-not-a-file = 읽을 수 없음: `{ $path }`은(는) 일반 파일이 아님
complaint-still-reading = 앞선 시도가 멈춰 있음: 파일 시스템이 응답하지 않음
complaint-no-pattern = `{ $pattern }`은(는) 패턴이 아님
complaint-appeared = `{ $pattern }` 나타남{ $count ->
    [1] {""}
   *[other] {" "}({ $within } 안에 { $count }회)
}{ $unread ->
    [0] {""}
   *[other] {" "}(읽지 못하고 지나간 { $unread }바이트)
}: { $line }
complaint-not-appeared = `{ $pattern }`이(가) { $silent } 동안 나타나지 않음
complaint-reported = 작업의 보고: { $said }
complaint-not-heard = 시작한 뒤 신호가 없음
complaint-silent = { $silent }째 신호가 없음, { $every }마다 와야 함
complaint-tls = TLS: { $tls }
complaint-no-end = TLS: 인증서를 읽을 수 없음
complaint-expires-soon = TLS: 인증서가 { $left } 뒤 만료됨, { $days }일 이상 남아 있어야 함
complaint-bad-authorities = `{ $file }`을(를) 쓸 수 없음: { $error }. 힌트: `ca_file`에 PEM 인증서 파일을 지정하십시오
complaint-no-authorities = `{ $file }`을(를) 쓸 수 없음: 인증서가 들어 있지 않음. 힌트: `ca_file`에 PEM 인증서 파일을 지정하십시오
complaint-no-tls = TLS를 쓸 수 없음: { $system }. 힌트: ca-certificates 패키지를 설치하십시오
complaint-nobody-trusted = TLS를 쓸 수 없음: 이 호스트가 신뢰하는 인증 기관이 없음. 힌트: ca-certificates 패키지를 설치하십시오
complaint-still-resolving = 앞선 이름 조회가 멈춰 있음: 응답하는 네임서버가 없음
complaint-no-name = `{ $name }`이라는 이름이 없음
complaint-no-record = `{ $name }`에 { $record } 레코드가 없음
complaint-other-record = `{ $name }`의 { $record }: { $got }, { $wanted } 없음
complaint-declined = 네임서버의 응답: { $code ->
    [1] FORMERR
    [2] SERVFAIL
    [4] NOTIMP
    [5] REFUSED
   *[other] 코드 { $code }
}
complaint-no-dns = 네임서버의 응답이 DNS가 아님
complaint-no-server = 이 호스트에 네임서버가 없음. 힌트: `server`에 하나를 지정하십시오
complaint-above = { $usage } { $value }, 한도 { $limit } 초과{ $held ->
    [none] {""}
   *[other] {" "}({ $held }째)
}
complaint-growing = { $usage } { $value }, { $within } 동안 { $grown } 늘어남{ $left ->
    [none] {""}
   *[other] , { $left } 뒤 { $limit } 도달
}
complaint-told = { $said }
word-usage-cpu-percent = CPU
word-usage-memory-bytes = 메모리
word-usage-files = 열린 파일
word-usage-threads = 스레드
word-usage-processes = 프로세스

## 시스템과 TLS가 알리는 것
system-refused = 연결 거부됨
system-reset = 연결이 끊김
system-closed = 응답 없이 연결이 닫힘
system-timed-out = 연결 시간 초과
system-host-unreachable = 호스트에 닿을 수 없음
system-network-unreachable = 네트워크에 닿을 수 없음
system-unresolved = 이름을 주소로 바꿀 수 없음: { $error }
system-not-found = 찾을 수 없음
system-denied = 권한 없음
system-other = { $error }
tls-foreign = 상대가 TLS로 통신하지 않음
tls-incompatible = 상대와 공통된 버전이나 암호 방식이 없음: { $error }
tls-misbehaved = 상대가 TLS 규약을 어김: { $error }
tls-alert = 상대가 거절함: { $alert }
tls-no-certificate = 상대가 인증서를 보이지 않음
tls-expired = 인증서가 { $ago } 전에 만료됨
tls-not-yet-valid = 인증서가 { $left } 뒤부터 유효함. 힌트: 시계가 맞습니까?
tls-other-name = 인증서가 `{ $name }`의 것이 아님. 인증서의 이름: { $names ->
    [none] 없음
   *[other] { $names }
}
tls-untrusted = 이 호스트가 신뢰하는 기관이 서명한 인증서가 아님. 힌트: CA를 호스트의 인증서에 추가하거나 SSL_CERT_FILE에 그 파일을 지정하십시오
tls-authority = CA 자신의 인증서임. 힌트: CA가 서버용 인증서에 서명하게 하십시오
tls-revoked = 발급 기관이 인증서를 폐기함. 힌트: 새 인증서를 받으십시오
tls-other-purpose = 서버에 쓸 수 없는 인증서임. 힌트: `serverAuth` 용도로 다시 발급받으십시오
tls-old-signature = 인증서의 서명 방식이 허용되지 않음. 힌트: SHA-256 이상으로 서명받으십시오
tls-unreadable = 인증서의 내용을 해석할 수 없음
tls-not-accepted = 인증서를 받아들일 수 없음: { $error }
tls-other = { $error }

## 서비스가 끝난 모습
exit-code = 종료 코드 { $code }
exit-signal = 시그널 { $signal }
ended-finished = { $exit }
ended-over-limit = 메모리 { $held } 사용, 한도 { $limit }
exit-out-of-memory = 시그널 9, 메모리 한도에 이름
exit-unknown = 종료 상태 알 수 없음
ended-start-failed = 시작 실패: { $start }
ended-unhealthy = 생존 확인 실패: { $probe }: { $complaint }
start-given-up = systemd의 결과: { $result }. 힌트: `systemctl status`를 확인하십시오
start-told = { $said }

## 변경 이력의 덧붙임
detail-nothing = {""}
detail-process = pid { $pid }
detail-ended = { $ended }
detail-unwatched = { $ended ->
    [none] 지켜보지 않는 동안
   *[other] { $ended }, 지켜보지 않는 동안
}
detail-restarted = { $exit }, 관리자가 다시 시작함
detail-by-another = { $pid ->
    [none] 다른 사람이 시작함
   *[other] pid { $pid }, 다른 사람이 시작함
}
detail-not-started = { $start }
detail-errand = { $errand }
detail-foreseen = 예측 { $prediction }, { $measure }
detail-judged = 예측 { $prediction }, { $outcome }
detail-one-by-one = 하나씩 차례로
detail-scaled = { $before } → { $count }
detail-not-done = { $external }
detail-refused = { $manager }
detail-unhealthy = { $probe }: { $complaint }
detail-swept = { $processes }개
detail-panicked = { $error }
detail-unresponsive = 응답하지 않아 새로 시작함
detail-severity = { $severity }
detail-note = { $note }
detail-incident = 인시던트 { $incident }
detail-called = 인시던트 { $incident }, { $need }
detail-remedy = { $action }
detail-unhealed = { $action }: { $unhealed }
detail-release = { $path }
detail-faults = { $faults }
detail-not-run = 실행하지 않음: { $refusal }
detail-run-began = 실행 { $run }
detail-run = 실행 { $run }: { $forward }; 되돌리기: { $rollback }
# 실행의 결과.
forward-succeeded = 성공
forward-failed = `{ $step }` 실패: { $why }
forward-cancelled = { $by }이(가) 취소함
forward-timed-out = { $after }보다 오래 걸림
forward-not-begun = { $after } 안에 차례가 오지 않음
forward-superseded = 실행 { $by }이(가) 대신함
rollback-none = 없음
rollback-running = 진행 중
rollback-done = 단계 { $undone }개{ $irreversible ->
    [none] {""}
   *[other] , 되돌릴 수 없음: { $irreversible }
}
rollback-partial = 단계 { $undone }개, 되돌리지 못함: { $failed }{ $irreversible ->
    [none] {""}
   *[other] , 되돌릴 수 없음: { $irreversible }
}
skipped-when = 조건이 성립하지 않음
skipped-switched = `{ $by }`이(가) 다른 길을 택함
skipped-need-skipped = `{ $step }`을(를) 건너뜀
skipped-need-failed = `{ $step }` 실패
skipped-no-items = 실행할 항목이 없음
detail-services = { $services }
detail-told = { $said }
word-severity-info = 정보
word-severity-warning = 주의
word-severity-critical = 심각
word-need-exhausted = 허용된 조치로 복구되지 않음
word-need-nothing-applies = 복구할 방법이 설정되어 있지 않음
word-need-approval = 승인을 기다리는 시도가 있음
word-need-isolated = 다른 서비스를 지키기 위해 격리됨
word-services-stop = 서비스도 중지
word-services-leave = 서비스는 계속 실행

## 런타임 자체의 이상
trouble-losing = { $store }. 변경 이력의 일부가 사라지고 있습니다
trouble-set-aside = `{ $path }`을(를) 읽을 수 없어({ $reason ->
    [none] 다른 프로그램의 파일
   *[other] { $reason }
}) `{ $aside }`(으)로 옮겨 두고 새로 시작했습니다. 힌트: 백업이 있으면 런타임을 멈춘 뒤 되살리십시오
trouble-odd-rows = `{ $path }`에서 이해할 수 없는 행 { $rows }개를 건너뛰었습니다. 힌트: sqlite3로 확인하십시오
trouble-no-output = `{ $service }`의 출력을 버리고 있습니다: { $log }. 힌트: 데이터 디렉터리에 쓸 수 있고 빈 공간이 있는지 확인한 뒤 서비스를 다시 시작하십시오
trouble-logs-unwatched = 로그 크기를 지켜보지 못하고 있습니다: { $system }. 힌트: 데이터 디렉터리가 있습니까?
trouble-log-cut = 로그의 끝부분만 남기고 앞부분은 보관하지 못했습니다: { $log }. 힌트: 데이터 디렉터리에 공간을 확보하십시오
trouble-log-not-rotated = 로그를 교체할 수 없습니다: { $log }. 힌트: 데이터 디렉터리에 쓸 수 있고 빈 공간이 있는지 확인하십시오
# What starts workflows
trouble-files-unwatched = `{ $path }` 경로를 지켜보지 못해 워크플로를 시작하지 않습니다: { $system }. 힌트: 이 사용자가 해당 디렉터리를 읽을 수 있는지 확인하십시오
trouble-files-too-many = `{ $path }` 경로에 파일과 디렉터리가 { $most }개를 넘어 지켜보지 않으며 워크플로를 시작하지 않습니다. 힌트: 더 좁은 범위를 지정하십시오
trouble-hooks-unheard = 워크플로를 시작하는 요청을 `{ $address }`에서 받지 못하고 있습니다: { $system }. 힌트: `[workflows]`의 `webhook_listen`과, 그 주소를 이미 쓰는 프로그램이 있는지 확인하십시오
trouble-configuration = 구성에 잘못된 곳이 { $faults }군데 있어 반영하지 않았습니다: { $configuration }. 이전 구성을 그대로 씁니다. 힌트: `autoagents config check`로 확인하십시오
trouble-drive-model = 모델 `{ $path }`을(를) 쓸 수 없어 드라이브 고장을 예측하지 않습니다: { $drive_fault }
trouble-workflow = 이 워크플로 파일에 잘못된 곳이 { $faults }군데 있어 반영하지 않았습니다: { $configuration }. 이전에 있던 워크플로는 그대로 씁니다. 힌트: `autoagents workflow validate`로 확인하십시오
trouble-told = { $said }
log-bad-name = `{ $name }`은(는) 로그 파일 이름이 될 수 없습니다. 힌트: 영문자, 숫자, `-`, `_`를 쓰십시오
log-not-plain = `{ $path }`은(는) 일반 파일이 아닙니다. 힌트: 지우십시오
log-io = `{ $path }` { $action } 실패: { $system }
word-action-look-at = 살펴보기
word-action-copy-to = 로그 복사
word-action-rename = 이름 바꾸기
word-action-remove = 지우기
word-action-truncate = 비우기
word-action-note-in = 장부 쓰기
store-foreign = `{ $path }`은(는) 다른 프로그램의 파일입니다. 힌트: 새로 시작하려면 옮기십시오

# 실행에 대한 예측
predictions-none = 예측된 문제 없음
predictions-unusual = 특이 사항
predictions-models = 예측하는 모델
models-none = 아직 없음
models-new = 새 모델
models-earned = 호출 가능
models-off = 꺼짐
models-listed = 목록만
models-apart = 개별 판정
models-learning = { $of }건 중 { $seen }건
predictions-unusual-none = 특이 사항 없음
predictions-expected = 예상
predictions-learning = 학습 중, 지표 { $of }개 중 { $n }개
predictions-watched = 지표 { $n }개 감시
predictions-value = 값
predictions-now = 지금
predictions-said = 예측 시각
predictions-done = 조치
predictions-record = 이런 예측의 가치, 최근 30일
predictions-earlier = 지난 예측
predictions-worth = 상태
predictions-rate = 적중률
predictions-surely = 확실히 { $share } 이상
predictions-figures = 기록
predictions-calibration = 예측 확률별 실제 발생률
predictions-axis = 예측 확률
predictions-lasts = 특이함
predictions-over = 끝남
predictions-usually = { $value }, 평소 { $low }~{ $high }
predictions-score = 점수
predictions-began = 시작
predictions-ended = 끝
predictions-together = 함께
predictions-crowd = { $since }부터 지표 { $of }개 중 { $n }개가 특이함, 처음은 { $first }
predictions-calm = 지난 값에 비추어 판단합니다. 요일은 3주째부터, 시각만 볼 때보다 더 잘 맞을 때만 따집니다. 아무도 호출하지 않습니다.
predictions-log = 로그
predictions-change = 변화
predictions-pattern = 패턴
predictions-first = 처음 나온 때
predictions-lines = 지금까지 줄 수
predictions-noticed = 알아챈 때
predictions-calm-log = 이 로그에 평소 나오는 말에 비추어 판단합니다. 아무도 호출하지 않습니다.
rule-predicted = 예측된 문제(내장)
cause-predicted = { $what }; 이런 예측의 { $trust }
shift-new = 새 패턴
shift-more = 더 자주 나옵니다: 분당 { $now }건, 평소 { $usual }건
shift-less = 덜 나옵니다: 분당 { $now }건, 평소 { $usual }건
shift-silent = { $silent_for } 동안 나오지 않았습니다, 평소 분당 { $usual }건
shift-precedes = 장애 { $failures }건 중 { $before }건에 앞서 나왔습니다, { $lead } 전; { $came }번 보임
shift-warns = 다시 나왔습니다: 장애 { $failures }건 중 { $before }건에 앞서 나온 패턴, { $lead } 전; { $came }번 보임
shift-many = 그 밖의 변화 { $changes }건
worth-learning = 학습 중, { $of }건 중 { $seen }건 판정
worth-listed = 목록에만 표시: 자주 틀려 호출하지 않음
worth-earned = 호출 가능: 충분히 자주 맞음
worth-apart = 경고 여부는 워크플로마다 그 기록에 따라 정함
worth-off = 꺼짐: 단순 규칙이 더 나음
track-kind = { $measure }, { $model }
track-kind-ahead = { $span } 안의 { $measure }
track-none = -
track-nothing = 아직 답이 나온 질문이 없습니다
forecaster-trend = 꾸준한 증가
forecaster-exhaust = 몇 시간 앞 전망
forecaster-date = 기재된 날짜
forecaster-learned = 과거 장애에서 학습
forecaster-runs = 단계별 기록에서 예측
track-record = 적중 { $hit }건, 오경보 { $wrong }건(하루 { $day }건), 놓침 { $missed }건; { $lead } 전에 예측; 브라이어 점수 { $own }, 단순 규칙 { $rule }, 질문 { $asked }건
cli-tracks = 예측의 가치, 최근 30일
cli-models = 예측하는 모델
rule-foreseen = 위험한 워크플로(내장)
cause-foreseen-fails = 실행 { $run }: 실패 확률 { $chance }%(이런 예측의 브라이어 점수 { $brier }, 기저율 { $base }); { $advice }
cause-foreseen-late = 실행 { $run }: 기한을 넘길 확률 { $chance }%(이런 예측의 브라이어 점수 { $brier }, 기저율 { $base }); { $advice }
run-advice-await-service = 서비스 `{ $service }`의 상태가 좋지 않습니다. 회복된 뒤에 실행하세요
run-advice-await-calm = 호스트가 바쁩니다. 한가해진 뒤에 실행하세요
run-advice-more-retries = `{ $step }` 단계가 실패할 가능성이 높습니다. `retry = {"{"} limit = { $limit } {"}"}`(으)로 하면 실패 확률이 { $chance }%가 됩니다
run-advice-other-route = `{ $step }` 단계가 실패할 가능성이 높습니다. 분기 `{ $switch }`에서 대신 { $to }(으)로 갈 수 있습니다
run-advice-look = `{ $step }` 단계가 실패할 가능성이 높습니다. 먼저 살펴보세요
run-advice-optimize = `autoagents workflow optimize { $workflow }`을(를) 보세요
cli-forecasts = 예측
score-of = { $merit }; 브라이어 점수 { $brier }, 기저율 { $base }; 구간 { $of }개 중 { $held }% 적중
merit-learning = 학습 중, 실행 { $of }회 중 { $seen }회
merit-trial = 검증 중, 예측 { $of }개 중 { $seen }개 판정
merit-earned = 기저율보다 나음
merit-off = 꺼짐: 기저율보다 못하여 기저율을 대신 보여 줍니다

# 워크플로에서 바꿀 수 있는 것
optimize-of = 실행 { $runs }회: 중앙값 { $took }, 시뮬레이션 { $simulated }
optimize-few = 성공한 실행이 { $of }회 중 { $n }회뿐이라 아직 말할 것이 없습니다. 힌트: 더 자주 실행하세요
optimize-bottlenecks = 병목:
optimize-free = 병목이 없습니다.
optimize-nothing = 도움이 될 변경을 찾지 못했습니다.
optimize-change = 변경
optimize-gain = 효과
# 파일을 고치지 않고 적용한 워크플로 변경
probation-trial = 시험 중: 실행 { $of }번 가운데 { $seen }번
probation-kept = 유지: 중앙값 { $was } → { $now }; 실행 { $of }번 가운데 { $failed }번 실패
probation-no-gain = 되돌림: 중앙값 { $was } → { $now }
probation-fails-more = 되돌림: 실행 { $of }번 가운데 { $failed }번 실패, 이전에는 { $before } %
probation-reverted = { $by }이(가) 되돌림
probation-outdated = 되돌림: 파일이 바뀌어 더는 맞지 않음
run-refusal-unfit = 워크플로를 지금 상태에서 그렇게 바꿀 수 없습니다: { $change }; 힌트: `autoagents workflow optimize NAME`을 보십시오
run-refusal-by-hand = 파일에서 직접 바꾸어야 합니다: { $change }
run-refusal-on-trial = 변경 { $number }을(를) 아직 측정하고 있습니다(실행 { $of }번 가운데 { $seen }번); 힌트: 끝나기를 기다리거나 `--revert { $number }`로 되돌리십시오
run-refusal-no-adaptation = `{ $workflow }`에 적용 중인 변경 { $number }이(가) 없습니다; 힌트: `autoagents workflow optimize { $workflow }`을(를) 보십시오
run-refusal-no-proposal = 제안 { $number }이(가) 없습니다; 힌트: `autoagents workflow optimize { $workflow }`이(가) { $of }개를 보여 줍니다
detail-change = { $change }: { $gain }
detail-adapted = { $change }: { $standing }
entry-adaptation-proposed = 워크플로 변경 제안
entry-workflow-adapted = 워크플로 변경
entry-adaptation-kept = 워크플로 변경 유지
entry-adaptation-taken-back = 워크플로 변경 되돌림
optimize-made = 파일을 고치지 않고 적용한 변경:
optimize-standing = 상태
optimize-applied = 변경 { $number }을(를) 파일을 고치지 않고 적용했습니다. 다음 실행들에서 측정합니다.
optimize-reverted = 변경 { $number }을(를) 되돌렸습니다.
cli-adapted = 파일 밖에서 변경
bottleneck-critical = `{ $step }`: 실행의 { $runs }%에서 임계 경로에 있고 전체 시간의 { $share }%를 차지합니다({ $took })
bottleneck-slots = `{ $step }`: 빈 자리를 { $waited } 동안 기다립니다
bottleneck-resource = `{ $step }`: 자원 `{ $resource }`을(를) { $waited } 동안 기다립니다
bottleneck-turn = 실행이 차례를 { $waited } 동안 기다립니다
bottleneck-flaky = `{ $step }`: 시도의 { $tries }%가 실패하고, { $lost }%는 모든 시도가 실패합니다
change-drop-after = `{ $step }`이(가) `{ $after }`을(를) 기다리지 않게 합니다. 알려진 바로는 그 결과를 쓰지 않습니다
change-max-parallel = 워크플로의 `max_parallel = { $to }`, 지금은 { $from }
change-host-parallel = 호스트의 `max_parallel = { $to }`, 지금은 { $from }
change-more-of = 자원 `{ $resource }`을(를) { $to }(으)로, 지금은 { $from }
change-retries = `{ $step }` 재시도 { $to }회, 지금은 { $from }회
change-timeout = 제한 시간이 없는 `{ $step }`에 제한 시간 { $to }
change-cache = 늘 같은 결과를 내는 `{ $step }`에 캐시
change-split = `{ $step }`을(를) 함께 실행되는 둘로 나눔
gain-time = { $saved } 단축({ $share }%)
gain-chance = 실패 { $from }% → { $to }%
gain-notice = 멈추면 종료됩니다. 지금까지 { $longest }보다 오래 걸린 적이 없습니다

## 명령줄의 워크플로
help-workflow-validate = 정의가 맞는지 확인합니다. 런타임이 필요 없습니다
arg-workflow-validate-files = 확인할 파일. 없으면 구성된 것을 모두 확인합니다
help-workflow-graph = 무엇이 무엇을 왜 기다리는지 보여 줍니다. 런타임이 필요 없습니다
arg-workflow-graph-of = 구성된 워크플로, 또는 그 파일
arg-workflow-graph-form = 출력 형식
value-form-ascii = 문자로 그린 그림
value-form-mermaid = Mermaid용
value-form-dot = Graphviz용
value-form-json = 단계와 연결
help-workflow-schema = 정의의 JSON 스키마를 표준 출력으로 내보냅니다
cli-workflow-none = { $dir }에 워크플로가 없습니다
cli-workflow-fine = { $file }: 이상 없음, 워크플로 { $name }: 단계 { $steps }개, 연결 { $needs }개, 차례로 { $ranks }번
cli-workflow-idle = { $line }번째 줄: `{ $step }`의 `after`에 있는 `{ $after }`은(는) 필요 없습니다. { $why }
cli-workflow-more-notes = 이런 알림이 { $n }개 더 있습니다. `--json`에는 모두 나옵니다
cli-workflow-steps = 단계
need-after = 그렇게 적혀 있음
need-step = 어떻게 끝났는지 봄
need-output = 출력 { $output } 사용
need-file = 파일 { $file } 읽음
need-branch = 갈래 { $case }{ $condition ->
        [none] {""}
       *[other] : { $condition }
    }
failure-workflows = 워크플로에 잘못이 있습니다
failure-drawing = 그래프를 그릴 수 없습니다: { $graph_error }. 힌트: `--format json`, `dot`, `mermaid`를 쓰십시오
graph-error-node-missing = 노드 { $nodes }개 가운데 { $node }번이 없음
graph-error-cycle = 노드가 서로를 기다림: { $nodes }
graph-error-too-large = 그려야 할 노드와 굽이가 { $things }개이지만 { $most }개까지 그릴 수 있음
