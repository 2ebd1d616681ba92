"""What happened at the demo company in the last weeks: data only, told case by case. `history.py` lives it."""

from __future__ import annotations

from typing import Any, Literal

import msgspec

Json = dict[str, Any]
Command = Literal["approve", "reject", "return", "complete", "resubmit", "withdraw", "comment", "remind"]


class At(msgspec.Struct, frozen=True):
    """A time of day so many days ago (moved to the Friday before where that is a weekend)."""

    days_ago: int
    hour: int = 9
    minute: int = 30


class Filling(msgspec.Struct, frozen=True):
    """A value that is known only then: a record by its title, a day from then on, a file."""

    kind: Literal["record", "day", "photo", "letter"]
    form: str = ""
    name: str = ""
    days: int = 0


class Step(msgspec.Struct, frozen=True):
    """Somebody acts, so many hours after what came before, with a reason code or in words."""

    hours: float
    who: str
    command: Command
    code: str = ""
    text: str = ""
    to: str | None = None
    values: Json = {}


class Past(msgspec.Struct, frozen=True):
    """One case: sent by `who` with these values, and what came of it. What no step ends still runs."""

    process: str
    day: At
    who: str
    values: Json
    steps: tuple[Step, ...] = ()


def record(form: str, name: str) -> Filling:
    return Filling("record", form=form, name=name)


def day(days: int) -> Filling:
    return Filling("day", days=days)


def photo(name: str) -> list[Filling]:
    return [Filling("photo", name=f"{name}.png")]


def letter(name: str) -> list[Filling]:
    return [Filling("letter", name=f"{name}.pdf")]


def ok(hours: float, who: str, code: str = "", text: str = "") -> Step:
    return Step(hours, who, "approve", code, text)


def done(hours: float, who: str, code: str, **values: Any) -> Step:
    return Step(hours, who, "complete", code, values=values)


CEMENT, REBAR, PIPE = "水泥 P.O 42.5", "螺纹钢 Φ12", "PVC 管 110mm"
TILE, PAINT = "瓷砖 800×800", "乳胶漆 18L"
JIANGNAN, CHENGBEI, LVYUAN = "江南建设有限公司", "城北装饰工程公司", "绿源家居商行"


def buying(
    title: str, supplier: str, reason: str, *lines: tuple[str, str, str], changed: bool = False
) -> Json:
    return {
        "title": title,
        "supplier": record("suppliers", supplier),
        "supplier_changed": changed,
        "reason": reason,
        "items": [
            {"product": record("products", product), "qty": qty, "unit_price": price}
            for product, qty, price in lines
        ],
        "attachments": letter(f"{supplier}报价单"),
    }


def discounting(customer: str, product: str, price: str, cost: str, reason: str) -> Json:
    return {
        "customer": record("customers", customer),
        "product": record("products", product),
        "price": price,
        "cost": cost,
        "expected_volume": "3000",
        "payment": "days30",
        "valid_from": day(3),
        "valid_until": day(93),
        "reason": reason,
    }


def promoting(title: str, reason: str, margin: str, *lines: tuple[str, str]) -> Json:
    return {
        "title": title,
        "items": [{"product": record("products", product), "promo_price": price} for product, price in lines],
        "expected_sales": "150000.00",
        "gross_margin": margin,
        "competitor_screenshot": photo(f"{title}竞品截图"),
        "starts_on": day(5),
        "ends_on": day(19),
        "reason": reason,
    }


def invoice(category: str, number: str, days: int, amount: str, description: str = "") -> Json:
    return {
        "category": category,
        "invoice_number": number,
        "invoice_date": day(-days),
        "description": description or None,
        "amount": amount,
    }


def repairing(equipment: str, fault: str, budget: str, urgency: str = "normal") -> Json:
    return {
        "equipment": record("equipment", equipment),
        "photos": photo(f"{equipment}故障"),
        "fault": fault,
        "budget": budget,
        "urgency": urgency,
    }


def away(category: str, start: int, end: int, reason: str, **more: Any) -> Json:
    return {"category": category, "starts_on": day(start), "ends_on": day(end), "reason": reason, **more}


PURCHASES = (
    Past(
        "purchase", At(26, 9, 10), "wangli",
        buying("工地水泥补货", "华兴建材有限公司", "江南建设下周开工，一号仓只剩三天的量", (CEMENT, "12", "418.00")),
        (ok(2.5, "zhaomin", "needed"), ok(3, "sunqian", "budget_ok")),
    ),
    Past(
        "purchase", At(20, 10, 5), "wangli",
        buying("PVC 管补货", "东方管业", "城北装饰追加订单", (PIPE, "80", "18.50")),
        (ok(1.2, "zhaomin", text="库存低于安全线，按上月用量补足"),),
    ),
    Past(
        "purchase", At(15, 14, 20), "wangli",
        buying("改由东方管业供管材", "东方管业", "原供应商交货连续两次延误", (PIPE, "150", "17.90"), changed=True),
        (ok(4, "zhaomin", "needed"), ok(20, "zhoufa", "supplier_ok")),
    ),
    Past(
        "purchase", At(12, 11, 0), "wangli",
        buying("钢筋备货", "华兴建材有限公司", "预计年前涨价，提前备货", (REBAR, "10", "3850.00")),
        (ok(2, "zhaomin", "needed"), Step(5, "sunqian", "reject", "over_budget", "本月采购预算只剩 2 万，下月初再报")),
    ),
    Past(
        "purchase", At(8, 9, 40), "wangli",
        buying("展厅瓷砖样品", "信达五金", "展厅换样", (TILE, "60", "36.00")),
        (
            Step(1, "zhaomin", "return", "over_budget", "样品 20 片足够", to="start"),
            Step(2, "wangli", "resubmit", values={"items": [{"product": record("products", TILE), "qty": "20", "unit_price": "36.00"}]}),
            ok(1.5, "zhaomin", "needed"),
        ),
    ),
    Past(
        "purchase", At(5, 16, 10), "wangli",
        buying("乳胶漆补货", "信达五金", "零库存", (PAINT, "15", "262.00")),
        (Step(0.5, "wangli", "withdraw", text="供应商刚通知降价，重新询价后再报"),),
    ),
    Past(
        "purchase", At(2, 10, 30), "wangli",
        buying("乳胶漆补货（新价）", "信达五金", "零库存，询价后每桶降 12 元", (PAINT, "30", "250.00")),
        (ok(3, "zhaomin", "needed"),),
    ),
    Past(
        "purchase", At(1, 15, 0), "wangli",
        buying("水泥和管材", "华兴建材有限公司", "两个工地同时要货", (CEMENT, "6", "420.00"), (PIPE, "40", "18.50")),
    ),
    Past(
        "purchase", At(1, 9, 20), "wangli",
        buying("换供应商采购钢筋", "信达五金", "信达报价低 3%，交期短", (REBAR, "3", "3720.00"), changed=True),
        (ok(2, "zhaomin", text="价格确有优势，请法务看资质"),),
    ),
)  # fmt: skip

EQUIPMENT = (
    Past(
        "repair", At(22, 8, 50), "liuyun",
        repairing("切割机", "锯片护罩松动，异响", "350.00", "urgent"),
        (ok(1, "laozhang", "needed"), done(6, "liuyun", "repaired", confirmed_on=day(0), actual_cost="280.00", result="更换护罩螺栓，加装防松垫")),
    ),
    Past(
        "repair", At(9, 13, 30), "wangli",
        repairing("行车 5 吨", "大车行走轮磨损，偏轨", "6800.00"),
        (ok(2, "zhaomin", "needed"), ok(4, "sunqian", "within_budget")),
    ),
    Past(
        "repair", At(1, 11, 15), "wangli",
        repairing("叉车 3 号", "左前轮漏油，叉臂升不到位", "1200.00", "urgent"),
        (ok(1, "zhaomin", "needed"),),
    ),
    Past("repair", At(0, 9, 5), "wangli", repairing("行车 5 吨", "限位开关失灵", "400.00", "urgent")),
)  # fmt: skip

SALES = (
    Past(
        "contract_change", At(18, 10, 0), "liuyun",
        {
            "customer": record("customers", CHENGBEI),
            "contract_number": "XS-2026-022",
            "changes": ["contact"],
            "contact": "许明",
            "phone": "13800000022",
            "reason": "客户换了手机号",
            "attachments": letter("联系人变更函"),
        },
        (ok(2, "laozhang", "agreed_with_customer"),),
    ),
    Past(
        "contract_change", At(1, 10, 40), "chenkefu",
        {
            "customer": record("customers", JIANGNAN),
            "contract_number": "XS-2026-018",
            "changes": ["payment"],
            "payment_days": 75,
            "reason": "年采购额过百万，申请放宽账期",
            "attachments": letter("账期补充协议"),
        },
        (ok(3, "laozhang", text="老客户，请财务核一下回款记录"),),
    ),
    Past(
        "discount", At(16, 9, 15), "liuyun",
        discounting(JIANGNAN, TILE, "32.40", "25.00", "年度框架客户，竞品报价 33 元"),
        (ok(2, "laozhang", "keeps_customer"), ok(5, "sunqian", "margin_ok")),
    ),
    Past(
        "discount", At(6, 14, 0), "wangli",
        discounting(LVYUAN, PAINT, "225.00", "215.00", "首单试用"),
        (ok(1, "zhaomin", "keeps_customer"), Step(3, "sunqian", "reject", "margin_low", "毛利不到 5%，首单量也不大")),
    ),
    Past(
        "discount", At(2, 11, 20), "wangli",
        discounting(CHENGBEI, TILE, "28.00", "25.00", "清尾货 800 片，一次提走"),
        (ok(2, "zhaomin", "keeps_customer"), ok(4, "sunqian", text="尾货资金占用高，可以接受，请总经理定")),
    ),
    Past(
        "promotion", At(14, 10, 10), "wangli",
        promoting("装修季瓷砖促销", "竞品已降到 30 元", "0.19", (TILE, "30.00")),
        (ok(2, "zhaomin", "worth_it"), ok(3, "liuyun", "sales_worth")),
    ),
    Past(
        "promotion", At(1, 16, 30), "chenkefu",
        promoting("年末乳胶漆特惠", "老客户反映别家 210 元", "0.12", (PAINT, "215.00"), (TILE, "34.00")),
        (ok(1, "laozhang", "worth_it"),),
    ),
    Past(
        "contract_sign", At(17, 9, 0), "wangli",
        {
            "title": "华兴建材年度框架协议", "contract_number": "KJ-2026-003", "customer": record("customers", JIANGNAN),
            "category": "framework", "amount": "480000.00", "valid_from": day(10), "valid_until": day(375),
            "business_department": "purchasing", "key_terms": "月结 45 天，价格随行就市，不高于市场均价",
            "contract_file": letter("框架协议文本"),
        },
        (
            ok(3, "zhaomin", text="货源和交期都已锁定"),
            ok(4, "zhoufa", text="违约金条款已改为双向，无其他风险"),
            ok(6, "sunqian", text="月结 45 天，现金流可以承受"),
        ),
    ),
    Past(
        "contract_sign", At(1, 9, 50), "wangli",
        {
            "title": "城北装饰年度供货合同", "contract_number": "XS-2026-031", "customer": record("customers", CHENGBEI),
            "category": "sales", "amount": "260000.00", "valid_from": day(8), "valid_until": day(373),
            "business_department": "operations", "key_terms": "月结 30 天，违约金 0.05%/天",
            "contract_file": letter("供货合同文本"),
        },
        (ok(3, "zhoufa", "terms_ok"),),
    ),
)  # fmt: skip

PEOPLE = (
    Past(
        "expense", At(21, 15, 0), "wangli",
        {
            "title": "佛山看样差旅",
            "lines": [
                invoice("travel", "F26110021", 3, "642.00", "往返高铁"),
                invoice("travel", "F26110022", 2, "398.00", "住宿一晚"),
                invoice("entertainment", "F26110023", 2, "520.00", "厂家便餐"),
            ],
            "invoices": letter("佛山差旅发票"),
        },
        (ok(2, "zhaomin", "genuine"), ok(20, "sunqian", "invoices_valid")),
    ),
    Past(
        "expense", At(9, 10, 20), "chenkefu",
        {
            "title": "客诉上门费用",
            "lines": [invoice("transport", "F26110057", 4, "180.00", "换货运费"), invoice("other", "F26110058", 4, "260.00", "补偿客户工时")],
            "invoices": letter("客诉费用发票"),
        },
        (ok(3, "laozhang", "genuine"), ok(4, "sunqian", "invoices_valid")),
    ),
    Past(
        "expense", At(3, 17, 0), "wangli",
        {
            "title": "办公用品",
            "lines": [invoice("office", "F26110088", 5, "236.80", "打印纸、硒鼓")],
            "invoices": letter("办公用品发票"),
        },
        (Step(2, "zhaomin", "return", "incomplete", "发票抬头不是公司全称，请换开", to="start"),),
    ),
    Past(
        "expense", At(2, 9, 0), "liuyun",
        {
            "title": "展会搭建与接待",
            "lines": [
                invoice("other", "F26110091", 6, "9800.00", "展位搭建"),
                invoice("entertainment", "F26110092", 5, "2360.00", "客户晚宴"),
            ],
            "invoices": letter("展会发票"),
        },
        (ok(2, "laozhang", "genuine"), ok(5, "sunqian", "invoices_valid")),
    ),
    Past(
        "regularisation", At(10, 9, 30), "chenkefu",
        {
            "employee": record("personnel", "陈小雨"), "regular_on": day(8), "salary_after": "5800.00",
            "summary": "三个月接待客户 420 人次，满意率 98%，独立处理客诉 12 起",
        },
        (ok(3, "laozhang", "meets"), ok(2, "hrlin", "file_complete")),
    ),
    Past(
        "regularisation", At(2, 14, 0), "wangli",
        {
            "employee": record("personnel", "王丽"), "regular_on": day(5), "salary_after": "6800.00",
            "summary": "独立完成采购 40 余单，换供应商谈判降本 3%",
        },
        (ok(3, "zhaomin", "meets"),),
    ),
    Past("leave", At(19, 9, 0), "wangli", away("personal", 1, 1, "搬家"), (ok(1, "zhaomin", "covered"),)),
    Past(
        "leave", At(11, 10, 30), "zhaomin", away("annual", 3, 6, "陪父母体检"),
        (ok(2, "laozhang", "covered"), ok(3, "hrlin", "entitled")),
    ),
    Past("leave", At(3, 8, 40), "chenkefu", away("sick", 0, 1, "重感冒"), (ok(0.5, "laozhang", text="好好休息，客诉先转运营"),)),
    Past("leave", At(1, 10, 0), "wangli", away("annual", 14, 18, "回老家办婚礼"), (ok(2, "zhaomin", "covered"),)),
    Past("leave", At(4, 9, 30), "liuyun", away("annual", 5, 13, "出国探亲"), (Step(2, "laozhang", "reject", "busy", "促销期间走不开，月底再休"),)),
)  # fmt: skip

ORDERS = (
    Past(
        "work_order", At(13, 9, 30), "wangli",
        {"title": "客户投诉瓷砖色差", "description": "江南建设到货的一批瓷砖有色差，要求换货", "urgency": "normal", "department": "service"},
        (
            done(3, "chenkefu", "handed_on", first_done="已上门查看，120 片确有色差", second_department="operations", second_handover="请安排换货 120 片"),
            done(6, "liuyun", "handed_on", second_done="已从二号仓换货 120 片", third_department="finance", third_handover="请向厂家索赔 4320 元"),
            done(20, "sunqian", "done_here", third_done="索赔函已寄出，厂家承诺月底到账"),
            done(4, "wangli", "solved", satisfaction="good"),
        ),
    ),
    Past(
        "work_order", At(3, 14, 30), "chenkefu",
        {"title": "官网价格与门店不一致", "description": "客户截图反映官网乳胶漆价格未更新", "urgency": "urgent", "department": "operations"},
        (
            done(2, "liuyun", "handed_on", first_done="官网价格已改", second_department="purchasing", second_handover="请核对近期进价，确认 265 元是否仍有利润"),
            Step(22, "chenkefu", "remind"),
        ),
    ),
    Past(
        "work_order", At(1, 13, 40), "wangli",
        {"title": "供应商送货车被拦", "description": "园区保安不认临时车牌，货停在门口", "urgency": "normal", "department": "service"},
        (Step(1, "wangli", "comment", text="司机电话 13800001234，最晚等到明天上午"),),
    ),
)  # fmt: skip

CASES: tuple[Past, ...] = (*PURCHASES, *EQUIPMENT, *SALES, *PEOPLE, *ORDERS)
