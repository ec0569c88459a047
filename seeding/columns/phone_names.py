"""What columns of telephone numbers are called: one list for those who fill them and those who judge what leaves."""

from __future__ import annotations

# Parts of words; pairs of words; whole words.
ANYWHERE = (
    "phone telefon telephon telefoon telefone telfon fonnummer rufnummer whatsapp msisdn handynummer"
    " mobilnummer mobilenumber phonenumber contactnumber celular cellulare movil landline festnetz puhelin"
    " 電話 电话 手机 手機 携帯 전화 휴대 телефон мобильн फोन मोबाइल दूरभाष هاتف جوال موبايل טלפון τηλεφωνο"
)
TOGETHER = "contact_no contact_number contact_nr callback_number sms_number sms_no handy_nr"
ALONE = (
    "tel tels tele telf telp tlf tlfnr telno telnr mobile mobiles mob mobil mobileno mobilnr cell cel cellno"
    " contactno fax faxes faxno gsm hp nohp sdt dienthoai pager hotline helpline callback тел факс"
)
# A name that ends with one of these is about something else: `phone_verified_at`, not `verified_phone`.
UNLESS = (
    "agent amount app at balance body brand browser carrier charge code cost count country date device duration"
    " enabled extension ext fee format hash id ids language manufacturer message minutes model name network"
    " operator os plan platform prefix price provider rate region score seconds session size status"
    " template text timezone token total type url usage user verified version views visits"
)
