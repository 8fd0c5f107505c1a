"""Taking private persons out of a text, character by character, so that every span stays where it was.

Found by rule: telephone numbers, identity and bank card numbers, e-mail addresses; full names that stand where
reports name people (behind a title, as 居民王小芳 or 记者 王小芳, before one, or before a verb of speech), and the same
names wherever they stand again. A surname is kept, as Chinese reports do themselves (王某某). Not found: rare surnames,
names without such a neighbour, and what gives a person away without a name (an address, a caption). A text still has
to be read before it is handed to outsiders.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

#: What a digit or letter of a number or address becomes.
BLANK = "*"
_NUMBERS = re.compile(
    r"(?<!\d)\d{17}[\dXx](?!\d)|(?<!\d)\d{16,19}(?!\d)|(?<![\d.])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d)"
    r"|(?<!\d)0\d{2,3}[- －—]\d{7,8}(?!\d)|(?<=电话)[:：]?\s?\d{7,8}(?!\d)|(?<=热线)[:：]?\s?\d{7,8}(?!\d)"
    r"|[\w.+-]+@[\w-]+(?:\.[\w-]+)+",
    re.ASCII,
)
_COMPOUND = "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|长孙|宇文|司徒|夏侯|端木"
_SURNAMES = (
    "王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾萧肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪"
    "范金石廖贾夏韦付傅方白邹孟熊秦邱江尹薛闫阎段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤康易乔赖文庞樊兰殷施洪翟安颜"
    "倪牛温芦季俞章鲁葛伍柳岳祝尚耿聂霍焦齐梅庄辛管卓凌成纪舒祁涂卞阮蓝骆解柴关苗宁邢包冉柯欧甘"
)
#: Characters that end a name more often than they stand in one: they begin the next word.
_NO_GIVEN = (
    "说表示介告诉笑坦言感回在和与的是了来到对向为把被也就都还从每已正家将一不有及等及、，。某们这"
    "那带给让用去后前里上下们同您你我他她它之其个两几"
)
_GIVEN = f"[一-龥](?<![{_NO_GIVEN}])"
_NAME = f"(?:(?:{_COMPOUND})|[{_SURNAMES}]){_GIVEN}(?:{_GIVEN})?"
#: Words that begin like a name.
_WORDS = re.compile(
    "高兴|高度|高龄|方便|方法|方式|安全|安排|安置|安心|和谐|平安|于是|许多|许可|"
    "关心|关爱|关注|成立|成员|成功|成为|包括|任何|任务|金额|温暖|温馨|文明|文化|"
    "康复|康养|解决|解释|管理|向前|万元|万余|万人|白天|白发|石板|江边|林业|马上|"
    "马路|毛病|钱款|严重|严格|易于|向往|史上|黄昏|夏天|夏季|田间|叶子|水平|周末|"
    "周边|周围|周一|周二|周三|周四|周五|周六|周日|庄重|宁静|龙头|石材|汤菜|何时|"
    "何处|常常|时常|齐心|齐聚|单位|辛苦|柳树|兰花|梅花|金牌|金融|武术|尚未|宁愿|"
    "祝福|贺卡|洪水|黎明|乔迁|甘愿|解答|成长|成了|管家|管道|管护|欧式|蓝色|包饺|"
    "包粽|雷锋|孔子|马甲|余[人名户件位家处个]|向老|高校|马背|成今|江苏|江西|安徽|云南|陕西|河北"
)
_TITLES = (
    "记者|通讯员|供稿|作者|编辑|责编|责任编辑|摄影|摄|撰文|审核|校对|联系人|居民|"
    "村民|业主|住户|租户|市民|群众|老人|学员|残疾人|当事人|申请人|患者|家长|家属|"
    "邻居|邻里|商户|店主|摊主|骑手|志愿者|义工|队员|队长|调解员|网格员|网格长|"
    "楼栋长|楼长|单元长|社工|社区工作者|工作人员|负责人|发起人|创始人|召集人|支部书记|"
    "党委书记|党总支书记|书记|主任|站长|所长|园长|院长|会长|理事长|副主任|副书记|"
    "党员|老党员|退休教师|退休干部|退休工人|退休职工|民警|法官|律师|医生|护士|护工|"
    "厨师|老师|教师|师傅|大爷|大妈|阿姨|奶奶|爷爷|大叔|大娘|老伴|儿子|女儿|丈夫|"
    "妻子"
)
_ADDRESS = (
    "女士|先生|老人|大爷|大妈|阿姨|大叔|大娘|奶奶|爷爷|婆婆|师傅|老师|书记|主任|队长|站长|同志|律师|医生|夫妇|夫妻|一家"
)
_SPEECH = (
    "说|表示|介绍|告诉|笑着|笑道|坦言|感慨|感叹|回忆|解释|补充|竖起|激动|高兴|"
    "坐在|住在|家住|今年|患有|带着|拉着"
    "|[（(](?:男|女|化名)|[，,](?:男|女|今年)?\\d{2}岁"
)
#: People who go by their surname only need no hiding.
_BY_SURNAME = re.compile(
    ".(?:奶奶|爷爷|先生|女士|小姐|阿姨|婆婆|师傅|老师|老板|警官|孃孃|大[姐妈爷叔娘哥嫂婶伯]|[嫂姐哥叔姨婶伯])"
)
_BEHIND_TITLE = re.compile(f"(?:{_TITLES})(?:[:：/／]|[ 　])*(?P<name>{_NAME})")
_BEFORE_TITLE = re.compile(f"(?<![一-龥])(?P<name>{_NAME})(?={_ADDRESS}|{_SPEECH})")
#: Several names in a row behind one title: 记者 王小芳 李建国.
_MORE = re.compile(f"(?:[ 　、]|　)+(?P<name>{_NAME})(?=[ 　、)）\\n]|$)")


def personal_names(text: str) -> set[str]:
    """The full names that stand where reports name people."""
    found: set[str] = set()
    for match in _BEHIND_TITLE.finditer(text):
        found.add(match["name"])
        more = _MORE.match(text, match.end())
        while more:
            found.add(more["name"])
            more = _MORE.match(text, more.end())
    found.update(match["name"] for match in _BEFORE_TITLE.finditer(text))
    return {name for name in found if not _WORDS.match(name) and not _BY_SURNAME.fullmatch(name)}


class Mask:
    """Hides private persons in a report and in all that was taken from it, the same way everywhere.

    ``known`` are names and numbers known to be private (the contact of a case); ``kept`` are texts in which a name
    stays, because the undertaking bears it in public (王小芳调解工作室).
    """

    def __init__(self, text: str, known: Iterable[str] = (), kept: Iterable[str] = ()) -> None:
        names = personal_names(text) | {one.strip() for one in known if len(one.strip()) > 1}
        ordered = sorted(names, key=lambda name: (-len(name), name))
        safe = sorted({one for one in kept if one}, key=lambda name: (-len(name), name))
        parts = [f"(?P<kept>{'|'.join(map(re.escape, safe))})"] if safe else []
        parts += [f"(?P<name>{'|'.join(map(re.escape, ordered))})"] if ordered else []
        self._names = re.compile("|".join(parts)) if ordered else None

    def __call__(self, text: str) -> str:
        """The same text with as many characters, private persons hidden."""
        hidden = _NUMBERS.sub(lambda match: re.sub(r"[0-9A-Za-z]", BLANK, match.group()), text)
        return self._names.sub(_hidden, hidden) if self._names else hidden


def _hidden(match: re.Match[str]) -> str:
    word = match.group()
    if match.lastgroup == "kept":
        return word
    if not re.fullmatch("[一-龥·]+", word):
        return re.sub(r"\w", BLANK, word)
    shown = 2 if re.match(_COMPOUND, word) and len(word) > 2 else 1
    return word[:shown] + "某" * (len(word) - shown)
