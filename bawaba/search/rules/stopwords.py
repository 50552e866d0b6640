"""Words that say nothing about the subject of a question, folded as the analysis folds."""

from typing import Final


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


FRENCH_STOP: Final = _words(
    """
    a ai ainsi alors as au aucun aucune aussi autre autres aux avec avez avoir avons car ce ceci cela celle
    celles celui ces cet cette ceux chaque chez ci comme comment dans de des donc dont du elle elles en encore
    entre es est et ete etes etre eu eux fait faire faut font ici il ils je la le les leur leurs lors lui ma
    mais me meme memes mes mon ne ni nos notre nous on ont ou par parce pas peu peut peuvent peux plus pour
    pourquoi qu quand que quel quelle quelles quels qui quoi sa sans se sera ses si son sont sous suis sur ta
    te tes toi ton tous tout toute toutes tres tu un une va vais vers voici vos votre vous y etait faites doit
    """
)
ENGLISH_STOP: Final = _words(
    """
    a about an and any are as at be been being by can could did do does doing for from get had has have having
    he her here his how i if in into is it its me my no nor not of on or our out over she should so some such
    than that the their them then there these they this those to too under up was we were what when where
    which who whom why will with would you your
    """
)
ARABIC_STOP: Final = _words(
    """
    في من الي علي عن مع او ان انا انت هو هي هم نحن هذا هذه ذلك تلك التي الذي الذين ما ماذا لماذا هل كيف متي
    اين كم لا لم لن قد كان كانت يكون تكون كل بعض عند عندي عندك عنده لدي بين حتي ثم اذا لان يا ايضا غير بدون
    اريد يمكن يجب كيفاش فين شنو شنوا شنا شنهو واش علاش فوقاش امتي منين شحال ديال ديالي ديالك ديالو ديالها
    ديالنا ديالهم باش حيت بحال هاد هادي هادو داك ديك راه راني خاصني خاص خاصو بغيت بغينا باغي باغيه كنبغي نقدر
    غادي غير شي حاجه ف ب ل و د فاش ملي الا لي اللي مزيان عافاك دابا كنت كاين كاينه ماشي عندو عندها فيه فيها
    ليا ليه لها منو به بها
    """
)
# Latin-script Darija: asking words, pronouns and prepositions, before the skeleton is taken.
ARABIZI_STOP: Final = _words(
    """
    a ana nta nti howa hiya 7na kifach kifash kifach kif ki fin fine feen chno chnou chnoma chnahowa ach achno
    wach wash wesh 3lach 3lash fo9ach fou9ach imta mnin ch7al chhal dyal diyal dial d dyali dyalek dyalo dyalha
    dyalna bach bash 7it hit b7al had hadi hado dak dik rah rani khas khassni khasni khassou khasso bghit bghina
    baghi bagha n9der ne9der nqder ghadi ghir chi 7aja f fi b l w o ou u wa m3a men mn mni 3la 3ndi 3andi 3ndo
    3ando 3endi 3end li lli ila la ma mach machi kayn kayna kayen daba 3afak nchouf hna lya liya le les la un une
    de du des et pour je
    """
)
