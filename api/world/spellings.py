"""The usual Latin spellings of names whose script does not write its vowels, or writes them too richly for a rule.

Every name here stands in a locale of faker (a test checks it). Order is by commonness: the world draws the first ones
most often.
"""

from api.world.tables import table

_ARABIC_FEMALE = """
مريم=Maryam زهرة=Zahra آلاء=Alaa آيات=Ayat أحلام=Ahlam أروى=Arwa أسيل=Aseel ابتسام=Ibtisam
ايمان=Iman بتول=Batoul بثينة=Buthaina بشرى=Bushra بلقيس=Bilqis جميلة=Jamila جواهر=Jawaher حياة=Hayat
دعاء=Duaa روعة=Rawaa ريم=Reem زكية=Zakiya سجى=Saja شهد=Shahd ضحى=Duha غيداء=Ghaida فداء=Fidaa
فردوس=Firdaws هناء=Hanaa لينا=Lina لانا=Lana جود=Joud بيسان=Bisan جنى=Jana حلا=Hala تالا=Tala
سديم=Sadeem عالية=Aliya
"""
_ARABIC_MALE = """
محمد=Mohammad أحمد=Ahmad حسن=Hassan حسين=Hussein خالد=Khaled سعيد=Saeed جمال=Jamal حمزة=Hamza
خليل=Khalil جعفر=Jaafar حيدر=Haidar رامي=Rami رشيد=Rashid زكريا=Zakaria زياد=Ziad سالم=Salem
سامر=Samer سامي=Sami سعد=Saad جميل=Jamil حاتم=Hatem حازم=Hazem حسام=Husam خضر=Khodr داوود=Dawoud
ربيع=Rabih رجب=Rajab رضوان=Radwan رمضان=Ramadan توفيق=Tawfiq ثائر=Thaer جابر=Jaber جاسم=Jasim
جلال=Jalal جهاد=Jihad حامد=Hamed حميد=Hameed رفيق=Rafiq زهير=Zuhair زيد=Zaid
"""
_ARABIC_FAMILY = """
الحسيني=Al-Husseini الخالدي=Al-Khalidi الأنصاري=Al-Ansari حجازي=Hijazi درويش=Darwish
الحلاق=Al-Hallaq النجار=Al-Najjar البغدادي=Al-Baghdadi الشامي=Al-Shami المغربي=Al-Maghribi
الحلواني=Al-Halwani البيطار=Al-Bitar جعفر=Jaafar تميم=Tamim شمر=Shammar عتيبة=Otaiba عنزة=Anaza
غامد=Ghamdi حرب=Harb طه=Taha كمال=Kamal مراد=Murad شرف=Sharaf النمر=Al-Nimr القباني=Al-Qabbani
الأيوبي=Al-Ayoubi الطحان=Al-Tahhan السمان=Al-Samman القزاز=Al-Qazzaz الشهابي=Al-Shihabi
الزرقان=Al-Zarqan بيروتي=Beiruti طرابلسي=Trabulsi صيداوي=Saidawi عليان=Alyan غنيم=Ghoneim
معتوق=Maatouq نجم=Najm نجيب=Najib هندية=Hindiya جزار=Jazzar جودة=Jouda زهران=Zahran عدوان=Adwan
مطير=Mutair العارف=Al-Aref الداودي=Al-Daoudi
"""
_PERSIAN_FEMALE = """
فاطمه=Fatemeh زهرا=Zahra مریم=Maryam زینب=Zeinab سارا=Sara معصومه=Masoumeh نرگس=Narges مهسا=Mahsa
نازنین=Nazanin ریحانه=Reyhaneh الناز=Elnaz هانیه=Haniyeh یاسمین=Yasamin باران=Baran مائده=Maedeh
رقیه=Roghayeh آیدا=Ayda حدیث=Hadis هستی=Hasti ستایش=Setayesh حنانه=Hannaneh مهدیه=Mahdiyeh
محدثه=Mohaddeseh یگانه=Yeganeh پریا=Parya یلدا=Yalda بهار=Bahar
"""
_PERSIAN_MALE = """
محمد=Mohammad علی=Ali حسین=Hossein رضا=Reza مهدی=Mahdi امیرحسین=Amirhossein علیرضا=Alireza
محمدرضا=Mohammadreza ابوالفضل=Abolfazl عباس=Abbas سجاد=Sajjad یوسف=Yousef احسان=Ehsan عرفان=Erfan
دانیال=Danial آرش=Arash نیما=Nima سینا=Sina پارسا=Parsa آرمین=Armin متین=Matin مبین=Mobin طاها=Taha
حسام=Hesam ماهان=Mahan یاسین=Yasin آرین=Aryan محمدحسین=Mohammadhossein محمدجواد=Mohammadjavad
بنیامین=Benyamin امیرمحمد=Amirmohammad
"""
_PERSIAN_FAMILY = """
محمدی=Mohammadi احمدی=Ahmadi کریمی=Karimi عباسی=Abbasi هاشمی=Hashemi موسوی=Mousavi رستمی=Rostami
نوری=Nouri بهرامی=Bahrami حمیدی=Hamidi سلطانی=Soltani رسولی=Rasouli سعیدی=Saeedi عزیزی=Azizi
نعمتی=Nemati حسنی=Hasani جلالی=Jalali منصوری=Mansouri زمانی=Zamani زارعی=Zarei رفیعی=Rafiei
کرمانی=Kermani تهرانی=Tehrani فرجی=Faraji همدانی=Hamedani کمالی=Kamali یزدی=Yazdi روحانی=Rouhani
جهانی=Jahani نوروزی=Norouzi صیادی=Sayyadi کابلی=Kaboli شاکری=Shakeri اشرفی=Ashrafi
"""
_HEBREW_FEMALE = """
נועה=Noa תמר=Tamar מאיה=Maya אביגיל=Avigail טליה=Talia שירה=Shira איילה=Ayala יעל=Yael שרה=Sara
רוני=Roni רומי=Romi חנה=Hanna ליה=Lia מיכל=Michal אסתר=Ester רבקה=Rivka רחל=Rachel מרים=Miriam
נעמי=Naomi הילה=Hila לאה=Lea תהילה=Tehila
"""
_HEBREW_MALE = """
נועם=Noam דוד=David אורי=Ori אריאל=Ariel איתן=Eitan יוסף=Yosef איתי=Itai דניאל=Daniel משה=Moshe
אברהם=Avraham יהודה=Yehuda יונתן=Yonatan יאיר=Yair שמואל=Shmuel ישראל=Israel יעקב=Yaakov
מיכאל=Michael יצחק=Yitzhak חיים=Haim גיא=Guy עמית=Amit שמעון=Shimon רפאל=Refael אדם=Adam
אהרון=Aharon
"""
_HEBREW_FAMILY = """
כהן=Cohen לוי=Levi מזרחי=Mizrahi פרץ=Peretz ביטון=Biton דהן=Dahan אברהם=Avraham פרידמן=Friedman
מלכה=Malka אזולאי=Azoulay כץ=Katz יוסף=Yosef דוד=David אוחיון=Ohayon חדד=Hadad גבאי=Gabay אדרי=Edri
לוין=Levin טל=Tal קליין=Klein חן=Chen שפירא=Shapira חזן=Hazan אשכנזי=Ashkenazi סגל=Segal גולן=Golan
יצחק=Yitzhak מור=Mor דיין=Dayan אלבז=Elbaz
"""
_THAI_FEMALE = """
สุพัตรา=Suphattra จันทนา=Chanthana สุภาพร=Suphaphon นิภา=Nipha อรุณี=Arunee กิ่งแก้ว=Kingkaeo
ชลิดา=Chalida จิราภรณ์=Chiraphon ดวงจันทร์=Duangchan ดวงพร=Duangphon ทับทิม=Thapthim
นพวรรณ=Nopphawan นันทวรรณ=Nanthawan นาตยา=Nattaya นิติยา=Nitiya ปิยนุช=Piyanut พรสวรรค์=Phonsawan
มลิวรรณ=Maliwan เมษา=Mesa เยาวรัตน์=Yaowarat ลัดดา=Ladda วัลยา=Walaya ศศิธร=Sasithon สมใจ=Somchai
อารีย์=Aree อำพร=Amphon โสภา=Sopha รักชนก=Rakchanok ปาริตา=Parita พรชนก=Phonchanok
ณิชาภัทร=Nichaphat
"""
_THAI_MALE = """
ประเสริฐ=Prasoet ประสิทธิ์=Prasit ประยุทธ์=Prayut ธารา=Thara กิติชัย=Kitichai โกวิทย์=Kowit
เกษตร=Kaset คมสัน=Khomsan จักรชัย=Chakchai ทวีวัฒน์=Thawiwat นพ=Nop นิรันดร์=Niran บุญเกิด=Bunkoet
ปฐม=Pathom ปวีณ=Pawin ดิลก=Dilok เกียรติศักดิ์=Kiattisak ฉลองชัย=Chalongchai เฉลิมพล=Chaloemphon
ธีรวุฒิ=Thirawut นิติ=Niti โกมล=Komon เจษฎากร=Chetsadakon ปิยบุตร=Piyabut
"""
_THAI_FAMILY = """
จันทา=Chantha แก้วอยู่=Kaeoyu ทองอยู่=Thongyu ไชยภา=Chaiyapha คำลือ=Khamlue ขำเอนก=Khamanek
เขียวอ่อน=Khiao-on ฉายแสง=Chaisaeng ดาวกระจาย=Daokrachai เดชวา=Detwa ตวงทอง=Tuangthong
ทองแท้=Thongthae ทวีเดช=Thawidet แท่นทอง=Thaenthong ถุงเงิน=Thungngoen แจ้งสว่าง=Chaengsawang
งามพิเชษฐ์=Ngamphichet ขุนดำ=Khundam เจริญรัมย์=Charoenram ชำนาญวาด=Chamnanwat ดาบเงิน=Dapngoen
ตราชู=Trachu ไทยแท้=Thaithae ทองลาภ=Thonglap ทรัพย์สาร=Sapsan ตันยา=Tanya ดวงทับทิม=Duangthapthim
ดาวอร่าม=Daoaram
"""
_BENGALI = """
রহমান=Rahman ইসলাম=Islam আক্তার=Akter বেগম=Begum খাতুন=Khatun হোসাইন=Hossain উদ্দিন=Uddin খান=Khan
আলি=Ali সুলতানা=Sultana আয়েশা=Ayesha রহিম=Rahim করিম=Karim আবদুল্লাহ=Abdullah মিঞা=Mia হক=Haque
আলম=Alam জাহান=Jahan খানম=Khanam চৌধুরী=Chowdhury বিশ্বাস=Biswas
"""
_KOREAN_FAMILY = """
김=Kim 이=Lee 박=Park 정=Jung 최=Choi 조=Cho 강=Kang 윤=Yoon 장=Jang 임=Lim 한=Han 오=Oh 서=Seo 신=Shin 권=Kwon
황=Hwang 안=Ahn 송=Song 류=Ryu 전=Jeon 홍=Hong 고=Ko 문=Moon 양=Yang 손=Son 배=Bae 백=Baek 허=Heo 유=Yoo 남=Nam
심=Shim 노=Noh 우=Woo 구=Koo
"""

ARABIC_FEMALE, ARABIC_MALE, ARABIC_FAMILY = map(table, (_ARABIC_FEMALE, _ARABIC_MALE, _ARABIC_FAMILY))
PERSIAN_FEMALE, PERSIAN_MALE, PERSIAN_FAMILY = map(table, (_PERSIAN_FEMALE, _PERSIAN_MALE, _PERSIAN_FAMILY))
HEBREW_FEMALE, HEBREW_MALE, HEBREW_FAMILY = map(table, (_HEBREW_FEMALE, _HEBREW_MALE, _HEBREW_FAMILY))
THAI_FEMALE, THAI_MALE, THAI_FAMILY = map(table, (_THAI_FEMALE, _THAI_MALE, _THAI_FAMILY))
BENGALI, KOREAN_FAMILY = map(table, (_BENGALI, _KOREAN_FAMILY))
