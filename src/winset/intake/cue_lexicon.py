"""The verbs of English that report, compiled by ourselves, by how much has to stand beside them."""

# ruff: noqa: E501  (word lists)
from __future__ import annotations

from winset.intake.date_words import word_set

SAY = """
negotiate say tell announce state report claim add declare confirm deny admit acknowledge argue assert allege insist maintain
note observe remark comment explain reveal disclose warn caution predict forecast suggest propose urge demand request order
pledge promise vow threaten testify write tweet reply respond answer reiterate repeat stress emphasise emphasize underline
underscore concede complain criticise criticize praise accuse blame cite quote mention describe estimate indicate recommend
advise inform notify assure conclude recall hint signal joke quip recount counter contend charge speculate swear affirm reject
refuse applaud welcome condemn denounce dismiss inquire protest plead post appeal advocate allude boast clarify object ask call
elaborate stipulate rebut relay retort telegraph utter voice whisper shout exclaim proclaim profess hail defend specify outline
detail tout lament decry deplore justify point brag apologise apologize attribute label dub guarantee ensure unveil verify
certify convince persuade reckon bill agree
confide opine refute remind counsel intimate insinuate posit postulate theorise theorize hypothesise hypothesize attest aver avow
contest dispute rebuff rebuke chide chastise castigate slam blast lambast lambaste berate bemoan commend laud congratulate thank
implore beseech beg entreat exhort undertake concur demur rejoin riposte retract recant disavow disown repudiate
reaffirm restate reassert reassure highlight flag forewarn apprise communicate convey retweet repost predict foretell prophesy
guess surmise conjecture deduce infer reason confess enquire query petition lobby volunteer ascribe impute corroborate
characterise characterize depict portray enumerate summarise summarize paraphrase gripe grumble grouse scold ridicule mock deride
decline instruct appraise divulge admonish reprimand endorse vouch caution preach moan groan pronounce opine bemoan rue discount
downplay exaggerate overstate understate rationalise rationalize negate gainsay contradict dissent accept grant bet wager vouchsafe
enthuse rave rant rail inveigh fulminate expound expatiate hypothesize extol extoll trumpet herald publicise publicize
misstate misreport reprove upbraid excoriate disparage decree
"""
"""Verbs that report nearly wherever they have a subject."""

CONDITIONAL = """
rule approve oppose name appoint nominate introduce vote offer issue release file assess speak make put lay set spell lash sue present
submit hold read find brief judge deem express raise give deliver air register lodge send publish share level cast pin place
press push challenge question credit fault liken compare hit fire shoot strike sound relate text email cable wire message
broadcast record document calculate project peg value rate gauge term brand paint talk go pass own come take pay weigh chime play
refer stand turn command direct prohibit forbid invite encourage commit allow depose gather recognise recognize quash
recite narrate chronicle encourage back dispel scotch allay shrug teach
move second resolve carry cut lower trim revise upgrade downgrade stop brush
"""
"""Verbs with other lives: they report with a second word, a clause or a noun of speech beside them."""

MANNER = """
laugh smile sigh nod grin chuckle sob weep cry scream yell bellow roar thunder growl grunt hiss mutter mumble murmur stammer
gasp snap bark snarl sneer scoff fume rage deadpan muse gush beam exult begin start continue finish manage venture interject
interrupt chirp crow drawl wail chant intone blurt splutter rasp croak chip
"""
"""What people do while they speak: reporting only beside their quoted words."""

THINK = """
determine envision schedule choose believe think hope expect fear worry want plan intend doubt decide anticipate consider wish feel
know assume suspect regret prefer seek aim envisage hesitate understand foresee discover learn hear like
realise realize imagine presume suppose perceive conceive dread loathe resent ponder wonder mull contemplate reflect trust sense
remember recollect see view regard yearn long
"""
SHOW = "show expose mean demonstrate prove indicate suggest reveal imply illustrate attest establish"

IRREGULAR = {
    "say": ("says", "said", "said", "saying"),
    "tell": ("tells", "told", "told", "telling"),
    "write": ("writes", "wrote", "written", "writing"),
    "swear": ("swears", "swore", "sworn", "swearing"),
    "think": ("thinks", "thought", "thought", "thinking"),
    "feel": ("feels", "felt", "felt", "feeling"),
    "know": ("knows", "knew", "known", "knowing"),
    "seek": ("seeks", "sought", "sought", "seeking"),
    "beseech": ("beseeches", "besought", "besought", "beseeching"),
    "forecast": ("forecasts", "forecast", "forecast", "forecasting"),
    "broadcast": ("broadcasts", "broadcast", "broadcast", "broadcasting"),
    "cast": ("casts", "cast", "cast", "casting"),
    "bet": ("bets", "bet", "bet", "betting"),
    "show": ("shows", "showed", "shown", "showing"),
    "understand": ("understands", "understood", "understood", "understanding"),
    "mean": ("means", "meant", "meant", "meaning"),
    "see": ("sees", "saw", "seen", "seeing"),
    "foresee": ("foresees", "foresaw", "foreseen", "foreseeing"),
    "foretell": ("foretells", "foretold", "foretold", "foretelling"),
    "find": ("finds", "found", "found", "finding"),
    "hold": ("holds", "held", "held", "holding"),
    "read": ("reads", "read", "read", "reading"),
    "hear": ("hears", "heard", "heard", "hearing"),
    "choose": ("chooses", "chose", "chosen", "choosing"),
    "speak": ("speaks", "spoke", "spoken", "speaking"),
    "make": ("makes", "made", "made", "making"),
    "put": ("puts", "put", "put", "putting"),
    "lay": ("lays", "laid", "laid", "laying"),
    "set": ("sets", "set", "set", "setting"),
    "hit": ("hits", "hit", "hit", "hitting"),
    "give": ("gives", "gave", "given", "giving"),
    "send": ("sends", "sent", "sent", "sending"),
    "shoot": ("shoots", "shot", "shot", "shooting"),
    "strike": ("strikes", "struck", "struck", "striking"),
    "go": ("goes", "went", "gone", "going"),
    "come": ("comes", "came", "come", "coming"),
    "take": ("takes", "took", "taken", "taking"),
    "pay": ("pays", "paid", "paid", "paying"),
    "stand": ("stands", "stood", "stood", "standing"),
    "forbid": ("forbids", "forbade", "forbidden", "forbidding"),
    "undertake": ("undertakes", "undertook", "undertaken", "undertaking"),
    "weep": ("weeps", "wept", "wept", "weeping"),
    "begin": ("begins", "began", "begun", "beginning"),
    "teach": ("teaches", "taught", "taught", "teaching"),
    "cut": ("cuts", "cut", "cut", "cutting"),
    "stop": ("stops", "stopped", "stopped", "stopping"),
    "offer": ("offers", "offered", "offered", "offering"),
}
DOUBLED = word_set(
    "plan admit regret prefer quip rebut signal brag dub infer concur refer demur aver beg slam snap rap pan flag pin commit submit "
    "tag chip peg bet nod sob recap trim"
)
"""Verbs whose last letter is doubled before -ed and -ing."""

LIGHT = word_set(
    "express voice raise issue make give offer deliver air register convey lodge file send release publish level cast share state hold "
    "repeat communicate present reiterate declare pronounce submit report"
)
"""Verbs that report when their object is a noun of speech: voiced doubts, gave assurances."""

SPEECH_NOUNS = word_set(
    "concern doubt fear hope regret worry alarm outrage anger dismay surprise satisfaction confidence optimism pessimism scepticism "
    "skepticism frustration disappointment gratitude thanks appreciation condolence sympathy support backing opposition objection "
    "reservation misgiving unease view opinion belief conviction readiness willingness condemnation criticism praise question complaint "
    "demand request claim allegation accusation promise pledge assurance guarantee commitment vow threat warning ultimatum appeal plea "
    "statement announcement declaration denial apology explanation account version testimony estimate forecast prediction assessment "
    "proposal suggestion recommendation advice argument remark comment verdict ruling blame tribute alert advisory communique "
    "communiqué protest grievance displeasure indignation sorrow sadness relief admiration rebuke disbelief caution exception evidence"
)
EVENT_NOUNS = word_set(
    "speech address order call report message letter note result figure data video list photo interview briefing"
)
"""Nouns that are speech only with some of the verbs."""

LEAD_OF = word_set("sense series note vote list string word number chorus wave degree")
"""What may stand before "of" and the noun of speech: "a note of caution"."""
NO_PASSIVE = word_set(
    "understate overstate exaggerate discount thank congratulate slam blast mock label dub convey communicate accept bet portray "
    "characterise characterize depict persuade convince reassure ridicule berate petition publicise publicize relay retweet repost "
    "scold rebuff highlight flag grant enumerate divulge decline"
)
"""Verbs whose passive without an agent tells of a deed or a state, not of words."""

PARTICLES = {
    "make": word_set("clear plain known public"),
    "put": word_set("forward forth"),
    "lay": word_set("out down"),
    "set": word_set("out forth"),
    "spell": word_set("out"),
    "speak": word_set("of out"),
    "talk": word_set("of up down"),
    "call": word_set("for on upon"),
    "appeal": word_set("for to"),
    "plead": word_set("for with guilty not innocent"),
    "press": word_set("for"),
    "push": word_set("for back"),
    "hit": word_set("out back"),
    "lash": word_set("out"),
    "fire": word_set("back"),
    "shoot": word_set("back"),
    "read": word_set("out aloud"),
    "point": word_set("out to"),
    "rule": word_set("out"),
    "pass": word_set("on along"),
    "own": word_set("up"),
    "play": word_set("down up"),
    "weigh": word_set("in"),
    "chime": word_set("in"),
    "take": word_set("issue exception credit"),
    "apologise": word_set("for to"),
    "apologize": word_set("for to"),
    "come": word_set("clean"),
    "agree": word_set("to on that with"),
    "object": word_set("to that"),
    "vote": word_set("to for against"),
    "offer": word_set("to"),
    "sue": word_set("for"),
    "commit": word_set("to itself himself herself themselves"),
    "stop": word_set("short"),
    "shrug": word_set("off"),
    "brush": word_set("off aside"),
}
"""Verbs that report together with a second word."""
STANCE = word_set("against for behind firm")
MEANS = word_set("e-mail email phone telephone letter text video fax radio message cable telegram mail satellite way means post")
"""After "said by": how it was said, not who said it."""
