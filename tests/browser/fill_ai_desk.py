"""Run in a site's shell: use cases of the demonstration's body at each stage of their life, scenarios, weights, words."""

from datetime import date, timedelta

from bawaba.ai import queries, services
from bawaba.ai.models import Scenario, UseCase
from bawaba.ai.rules import SHEET_FIELDS
from bawaba.ai.types import ScenarioRules, UseCaseRecord, UseCaseText
from bawaba.assess import services as assess
from bawaba.assess.queries import find_method
from bawaba.assess.types import GivenAnswer
from bawaba.directory.queries import actor_for
from bawaba.kernel import clock
from bawaba.kernel.actors import ANONYMOUS, Actor
from bawaba.kernel.models import Account

BODY = "ministere-interieur"
editor, board = (
    actor_for(account=Account.objects.get(username=f"demo-{name}")) for name in ("editor", "publisher")
)
other = Actor(kind="person", key="account:990001", account_id=990001, roles=frozenset({("publisher", BODY)}))
today = clock.today()
WAY = ("idea", "qualified", "prioritised", "assessed", "approved", "built", "in-service", "suspended")
IDEAS = {
    "idea": ("Répondre aux questions posées la nuit", "الجواب عن الأسئلة المطروحة ليلا"),
    "qualified": ("Repérer les dossiers incomplets avant leur envoi", "كشف الملفات الناقصة قبل إرسالها"),
    "prioritised": ("Prévoir l’affluence aux guichets des communes", "توقع الإقبال على شبابيك الجماعات"),
    "assessed": ("Lire les formulaires remplis à la main", "قراءة الاستمارات المملوءة بخط اليد"),
    "approved": ("Traduire les décisions en amazighe", "ترجمة القرارات إلى الأمازيغية"),
    "built": ("Détecter les demandes faites en double", "كشف الطلبات المكررة"),
    "in-service": ("Orienter les appels vers le bon bureau", "توجيه المكالمات إلى المكتب المعني"),
    "suspended": ("Classer les plaintes par urgence", "ترتيب الشكايات حسب الاستعجال"),
}


def propose(stage, titles, number):
    texts = [
        UseCaseText(
            "fr", titles[0], "Les gens attendent trois semaines avant qu’une personne lise leur demande."
        ),
        UseCaseText("ar", titles[1], "ينتظر الناس ثلاثة أسابيع قبل أن يقرأ أحد طلبهم."),
    ]
    services.propose_use_case(
        actor=editor,
        record=UseCaseRecord(
            key=f"demo-{stage}",
            body=BODY,
            texts=texts,
            people=120_000 + number,
            volume=90_000,
            current_cost=4_500,
            current_days=21,
            effort_days=40 + 15 * number,
            technique="Classement de textes",
            risks="Erreurs de tri",
            sponsor="Direction des systèmes d’information",
            high_risk=number % 3 == 0,
        ),
    )


def score(key, number):
    for person, shift in ((board, 0), (other, 1)):
        scores = {
            one.key: 1 + (number + shift + place) % 5 for place, one in enumerate(queries.list_criteria())
        }
        services.score_use_case(actor=person, key=key, scores=scores)


def lead(stage):
    key = f"demo-{stage}"
    for after in WAY[1 : WAY.index(stage) + 1]:
        if after == "approved":
            for person in (board, other):
                services.give_verdict(
                    actor=person, key=key, approves=True, reason="Utile, et les gens peuvent s’y opposer."
                )
            services.set_condition(
                actor=board,
                key=key,
                text="Répondre aussi en arabe",
                blocking=True,
                due_on=today + timedelta(days=60),
            )
        if after == "in-service":
            number = queries.open_use_case(actor=editor, key=key).conditions[0].pk
            services.meet_condition(actor=editor, key=key, condition=number, proof="Essai du 12 novembre")
        services.take_step(
            actor=editor if after == "built" else board, key=key, stage=after, reason="Comme convenu."
        )


def assess_by_canada(key):
    """Hand in an assessment whose level obliges to something."""
    found = services.begin_assessment(actor=editor, key=key, kind="canada")
    _info, method = find_method(urn="urn:bawaba:method:canada-aia")
    answers = []
    for one in method.questions:
        if one.choices and (one.required or one.part == "impact"):
            best = max(one.choices, key=lambda choice: choice.points).id
            answers.append(GivenAnswer(one.id, [best] if one.type == "multiple" else best))
    assess.save_answers(actor=editor, key=found, answers=answers)
    assess.submit_assessment(actor=editor, key=found)


def fill():
    for number, (stage, titles) in enumerate(IDEAS.items()):
        propose(stage, titles, number)
        if stage != "idea":
            score(f"demo-{stage}", number)
    UseCase.objects.filter(key__startswith="demo-").update(assessed_until=today + timedelta(days=300))
    for stage in IDEAS:
        lead(stage)
    assess_by_canada("demo-prioritised")
    sheet = {
        "fr": {
            name: "Chaque appel est envoyé au bureau dont il parle ; une personne répond."
            for name in SHEET_FIELDS
        },
        "ar": {name: "توجه كل مكالمة إلى المكتب المعني، ويجيب عنها شخص." for name in SHEET_FIELDS},
    }
    services.write_sheet(
        actor=editor,
        key="demo-in-service",
        texts=sheet,
        affects=["rights"],
        personal_data=True,
        public_from="in-service",
    )
    figure = services.add_indicator(
        actor=editor,
        key="demo-in-service",
        names={"ar": "نسبة الأخطاء", "fr": "Part d’erreurs"},
        unit="%",
        low=None,
        high=5.0,
    )
    services.take_reading(
        actor=editor, key="demo-in-service", indicator=figure, value=9.25, measured_on=today
    )
    services.report_incident(
        actor=editor,
        key="demo-in-service",
        severity=2,
        harm="Des appels sont partis vers le mauvais bureau.",
        happened_on=today,
        informed="Les personnes, par lettre",
    )
    services.say(
        actor=ANONYMOUS, text="Je préfère parler à une personne.", language="fr", about="demo-in-service"
    )
    words = {(one.key, two.key): "same" for one, two in queries.pairs_to_compare()}
    services.keep_weights(actor=board, body=BODY, answers=words)
    for title, budgets in (("Deux vagues de 200 jours", [200.0, 200.0]), ("Une seule vague", [150.0])):
        rules = ScenarioRules(title, BODY, date(today.year + 1, 1, 1), 6, budgets, 0.9, 3, 1, limit_s=5.0)
        services.solve_scenario.call(key=services.plan_scenario(actor=board, rules=rules))
    print("SCENARIO", Scenario.objects.filter(state="done").order_by("pk").first().key)


fill()
