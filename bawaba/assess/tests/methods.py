"""A small method that uses every type of scoring, as people write it."""

EXAMPLE = """\
format: 1
urn: urn:bawaba:method:example
version: 1.0.0
titles: {en: Example, fr: Exemple, ar: مثال}
languages: [en, fr, ar]
sections:
  - id: plan
    titles: {en: Plan, fr: Plan, ar: خطة}
    weight: 2
    questions:
      - id: strategy
        type: single
        titles: {en: Strategy, fr: Stratégie, ar: استراتيجية}
        required: true
        part: impact
        choices:
          - {id: none, titles: {en: None, fr: Aucune, ar: لا شيء}, value: 0, points: 4, risk: red}
          - {id: draft, titles: {en: Draft, fr: Projet, ar: مسودة}, value: 1, points: 2, risk: yellow}
          - {id: adopted, titles: {en: Adopted, fr: Adoptée, ar: معتمدة}, value: 4, points: 0, risk: green}
      - id: budget
        type: number
        titles: {en: Budget share, fr: Part du budget, ar: حصة الميزانية}
        when: {"==": [{var: strategy}, adopted]}
        least: 0
        most: 10
  - id: people
    titles: {en: People, fr: Personnel, ar: الموظفون}
    questions:
      - id: skills
        type: multiple
        titles: {en: Skills, fr: Compétences, ar: الكفاءات}
        part: mitigation
        choices:
          - {id: law, titles: {en: Law, fr: Droit, ar: قانون}, value: 1, points: 1}
          - {id: data, titles: {en: Data, fr: Données, ar: معطيات}, value: 3, points: 3}
scoring:
  - {id: impact, type: points, forks: 1}
  - {id: colours, type: shares}
  - {id: index, type: composite}
  - {id: stage, type: levels, of: index, bounds: [25, 50, 75]}
  - id: verdict
    type: decision
    rules:
      - {when: {">=": [{var: index}, 50]}, gives: go}
    otherwise: wait
obligations:
  "4": [{en: Peer review, fr: Revue par les pairs, ar: مراجعة النظراء}]
actions:
  - id: write-strategy
    titles: {en: Write a strategy, fr: Écrire une stratégie, ar: كتابة استراتيجية}
    when: {"==": [{var: strategy}, none]}
"""
SECOND = (
    EXAMPLE.replace("version: 1.0.0", "version: 2.0.0")
    .replace("id: budget", "id: money")
    .replace(
        "          - {id: draft, titles: {en: Draft, fr: Projet, ar: مسودة}, value: 1, points: 2, risk: yellow}\n",
        "",
    )
)
KONVEYOR = """\
name: Small
description: A questionnaire
sections:
  - order: 1
    name: Cloud
    questions:
      - order: 1
        text: Is state kept outside?
        explanation: Twelve factors
        answers:
          - {order: 1, text: "No", risk: red, rationale: Hard to move, mitigation: Use a database}
          - {order: 2, text: "Yes", risk: green, applyTags: [{category: State, tag: None}]}
thresholds: {red: 5, yellow: 30, unknown: 5}
riskMessages: {red: High, yellow: Medium, green: Low, unknown: Unknown}
"""
