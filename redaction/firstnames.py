"""First names that people in Britain bear, as a hint that two words are a person.

Written down from general knowledge of the birth registers; no list decides alone.
"""

from typing import Final

_ONLY_NAMES: Final = frozenset(
    """
    aaron abbie abdul abdullah abel abena abhishek abigail abimbola abiola abla abraham
    absalom achieng achim adaeze adam adamu adaora ade adebayo adebola adekunle adele
    adeola adeyemi aditi aditya adjoa adnan adrian adwoa aeron afua afzal agnes
    agnieszka ahmad ahmed aidan aileen ailsa aisha aisling akash akinwale akinyi akira
    akosua akshay akua akwasi alan alaric alasdair alban albert aldous alec aled
    alejandro aleksandar aleksander aleksandra alex alexander alexandra alexis alfie
    alfred algernon ali alice alicia alin alina alison alistair allan allison alma alok
    aloysius alun alwyn ama amabel amadou amaka amanda amani amar amara ambika ambrose
    amelia amina aminata amir amit amos amrit amrita amy ana ana-maria anand ananda
    ananya anastasia anastazja anders andrea andreas andreea andrei andrew andrzej andy
    aneirin aneta aneurin angela angelina angharad angus aniela anika anil anindita
    anita anjali ankit ann anna annabel anne anne-marie anneka anneke anneliese annette
    annie annis anouk anoushka ansel anselm ansh anthea anthony antonia antonio anup
    anwar anwen anya aoibhinn aoife aparna arabella araminta arben archana archie ariana
    arjun arkadiusz arlene arlo arman armando arnav arnold arran arthur artur arun
    arvind asha ashish ashley ashok ashraf ashwin asif asma astrid athena ato atul
    auberon aubrey audrey augusta augustin augustus aurelia aurelie aurelio aurora
    averil avinash avril ayaan ayesha ayo ayodeji ayodele ayomide babak babatunde babs
    baljit bao baptiste baraka barbara barnabas barnaby barry bartek bartholomew bartosz
    bashir basil bea beata beatrice beatrix becky belinda ben benedetta benedict
    benedicta benedikta benjamin bernadette bernard bernie bert bertha bertie beryl beth
    bethan bethany betony bettina betty beverley bevis bharat bhavna bilal billy bisi
    bjorn blathnaid blessing bo bogdan bogdana boguslaw bohdan bola bolanle boleslaw
    bongani boris bram brandon branwen brenda brendan brian bridget briony bronagh
    bronwen bruce bryan bryn bryony bukky bukola bunmi cador caitlin calista callum
    calum cameron camilla candida caoimhe caradoc caradog carl carla carlos carmel
    carmen carole caroline carolyn carwyn carys casimir caspian cassius cathal catherine
    cathy catrin catriona cecil cecilia cecily cedric celandine celia ceri ceridwen
    cerys cezary chandra chantelle charis charlene charles charlie charlotte cheryl
    chester chiamaka chibuzo chidera chidi chidiebere chidinma chijioke chike chinedu
    chinwe chioma chipo chisom chloe chris christabel christian christina christine
    christopher christy chukwudi chukwuemeka chukwuma ciara ciaran ciprian claire clara
    clare clarissa claudia cledwyn clement clementine clifford clive colette colin
    colleen colm columba concepcion connor conor conrad constance cora cordelia corey
    corin corinne cormac cornelius corwin cosima cosmin cosmo costel craig cressida
    crispin cristian cristina curtis cuthbert cyprian cyril czeslaw d'arcy dafydd
    dagmara dai damaris damian damien damilola dan daniel daniela danielle danny daphne
    darius dariusz darnell darragh darren dave david davina dawid dayo debbie deborah
    declan deepa deepak deepika deimante deirdre dele delia della delphine delroy delyth
    demelza deng denis denise dennis denzil derek dermot dervla desmond devesh devika
    dewi dexter diana diane digby dilip dillwyn dilwen dilwyn dilys dimitri dina dinesh
    dionne divya dmitri dolores dominic dominik dominika donald donna donnacha dora
    dorcas doreen dorian doris dorota dorothea dorothy dougal douglas dragos drusilla
    dudley dulcie dumisani dumitru duncan dunstan dwayne dylan dympna eamon ebele eben
    ebere ebony ebuka edith edmund edna eduardo edward edwin edwina edyta effie efua
    eileen eilidh eilish eira eirian eirlys eirwen eithne ekaterina ela elaine eleanor
    elena eleri elgar elias elijah elin elise elizabeth ella ellen ellery ellie elliot
    elliott ellis eloise elsa elsie elspeth eluned elvira elwyn elzbieta emeka emer
    emeric emilia emilian emily emlyn emma emmanuel emre emrys emyr enid enrico eoin
    ephraim ercan eric erica erin ernest ernestine ernie esi esme esmeralda esra esther
    eszter ethan ethel euan eugene eun eun-ji eunice eustace eva evadne evan evander
    evelyn ewa ewan ezekiel ezinne ezra fabian faisal faiza farah farai faraja farhan
    farida farrukh farzana fatema fatima fatma fatoumata faye felicity felix femi
    fenella ferdie ferdinand ferelith fergal fergus fernando ffi ffion fiachra fidelma
    filip finlay finn fiona fionn fionnuala fitzroy fleur flora florin folake folasade
    frances francesca francis francisco fraser fred freda freddie frederica frederick
    freya frida funke funmi funmilayo gabor gabriela gabriella gail galina ganesh gareth
    garrick garry garth gary gaurav gavin gaynor gbenga gearoid geeta gemma geoff
    geoffrey george georgia georgina geraint gerald geraldine gerard gertrude gervase
    gethin gheorghe ghislaine ghulam gianluca gideon giles gillian gina gintaras giorgio
    giovanni girish gita giulia gladys glen glenda glenn glenys gloria glyn godfrey
    gopal goran gordon govind gracie graeme graham grainne grania grazyna greer greg
    gregor gregory greta gretchen grigor gruffudd gruffydd grzegorz gudrun gulliver
    gulsen gurdeep gurpreet gus gwen gwenda gwendolen gwendoline gwenllian gwil gwilym
    gwyn gwyneth habib habiba hadiza hafiz hafsa hakan hakon hal haleema halima halina
    hamish hamza hana hania hannah hao harcharan hari harish harjit harold haroon
    harpreet harriet harry hartmut haruka harvey hasan hassan hatem hattie hawa hayat
    hayley hector hedley hedra heidi heike heledd helen helena helga helmut hema hemant
    hendrik henrietta henrik henry henryk hephzibah herbert hereward hermione hesper
    hester hettie hetty heulwen hew hilary hilda hildegard hina hiroshi hitesh hoang
    hollis horace horatia horatio hortense hortensia howard hubert huda hugh hugo hui
    huong hussain hussein huw hyacinth hye hyun hywel iain ian ianthe ianto ibrahim
    ibrahima ibukun ida idowu idris idwal iestyn ieuan ifan ife ifeanyi ifeoma ifor
    ignatius igor ijeoma ike ikechukwu ikenna ikram ilan ileana ilias ilie ilir ilona
    ilse ilze imani imelda imogen imran indira indra ines inga ingeborg ingrid ingrida
    innes ioan ioana iolanthe iolo ion iona ione ionut ira irena irene irfan irina isaac
    isabel isabella isabelle isadora iseult isha ishaan ishbel isidora iskander isla
    islwyn ismail isobel isolde iulia ivan ivana ivo ivor iwan iwona izabela jabari
    jabez jacek jackie jacob jacqueline jacqui jaden jadwiga jagdeep jagdish jagjit jago
    jaime jake jakub jamal james jamie jamila jana jane janet janice janine janusz jared
    jarek jaroslaw jarrad jarvis jas jasminder jason jaspreet jasvinder jaswinder jatin
    javed javier jaya jayesh jayne jean-baptiste jeanette jed jeff jeffrey jelena jem
    jemima jemma jen jennifer jenny jens jeremy jermaine jerome jerry jerzy jess jessamy
    jesse jessica jessie jethro jia jian jide jill jim jimmy jing jitendra jiwoo joan
    joana joanna joanne joao jocasta jocelyn jodie joe joel johan johanna johannes john
    johnny jolanta jolene jolyon jon jonah jonathan jonty joost jorge jorgen joris jose
    joseph josephine josette josh joshua josiah jovan joyce jozef juan jude judith judy
    julia julian julie juliet julita juma jun jun'ichi junaid juniper jurgen justin
    justine justyna jyoti kaan kabir kacper kadir kalpana kamal kamala kamau kamil
    kamila kamran karan karen karim karin karina karl karol karolina karolis kartik
    kasia kasim kasimir katarzyna kate katherine kathleen kathryn kathy katie katja
    katrin katrina katy katya kaushik kavita kavya kayleigh kayode kazimierz keeley
    kehinde keir keiran keith kelan kelechi kelechukwu kelly kelvin kemal kemi ken kenji
    kenna kenneth kensa kerensa kerry kester kestutis kevin kez kezia keziah khadija
    khadra khalid khalil khurram kieran kim kimberley kinga kipchoge kiran kiri kirsten
    kirstin kirsty kirti kishore klaudia klaus kofi kojo komal krishna kristina krystyna
    krzysztof kuldeep kulwinder kumar kunal kunle kurt kwabena kwabina kwaku kwame kwasi
    kwesi kyle lachlan lakshmi lalita lambert lamorna lana lanre lara larisa lars lasse
    laszlo latha latifa latoya laura lauren laurence laurentiu lavinia lawrence layla
    leah leanne lech leela leighton leila lemuel len lena lennox leo leocadia leofric
    leon leona leonard leonie leonora leontyne leopold lerato leroy lesley leslie leszek
    lettice lewis liam lidia lila lilian lilias lillian lin lina linda lindsay lindsey
    linh linus lionel lisa liviu liz ljubica llewellyn llewelyn llinos lloyd llyr logan
    lois lola lorcan lorenzo lorna lorraine lotte louis louisa louise lova loveday
    lowenna lowri lubna luca lucan lucas lucasta lucia lucian lucinda lucy ludmila ludo
    ludovic luis luisa lukas lukasz luke luminita lusine lwazi lydia lyle lyn lynda
    lynette lynn lynne lyra lysander lyubov lyudmila mabel maciej macready macy madalina
    madeleine madhu madison maebh maeve magda magdalen magdalena magnus mahdi mahesh
    mahmood mahmoud maia mair maire mairead mairi maisie makayla maksim mala malachy
    malcolm malgorzata malia malik mallory mandeep mandy manish manjit manju manoj manon
    manuel marc marcel marcella marcia marcin marco marcus mared marek margaret marge
    marged margery margot marguerite mari maria mariam mariama marian mariana marianne
    marie marie-claire marilyn marina mario marion marisol marius mariusz marjorie marko
    marlena marlene marlon marta martha martin martina martyn marvin mary mary-ann
    maryam maryan marzena mateusz mathew matilda mats matt matthew mattias maud maura
    maureen maurice mavis maxine maxwell maya mbali meena meera megan mehdi mehmet
    mehrunnisa mehwish mei mei-ling meirion mel melanie meleri melissa melvin menna
    meredith mererid merfyn merryn merve mervyn mette mhairi mia michael michaela michal
    michalina michele michelle mick mieczyslaw miguel mihaela mihai mikael mike mikhail
    mila mildred millicent milly milo milos minal minh minho minji mirabel miranda
    mircea mireille mirela miriam miroslaw mirren mirza misbah misha mitchell modou
    mohamed mohammad mohammed mohan mohit moira mojisola molly mona monica monika
    monique montague morag morenike morfydd morven morwenna moses mostafa muhammad
    mukesh muna mungo munir murdo muriel murray musa mustafa mustapha mwangi myfanwy
    myra myrtle nabil nadeem nadezhda nadia nadine nadira nahid naila najma nalini
    namrata nancy nandi naomi naresh narinder naseem nasreen nasser natalia natalie
    natalya natasha nathan nathaniel navdeep naveed ned neelam neema neeraj neha neil
    nell nerissa nermin nerys nessa nesta nev neville ngaio ngaire ngozi nia niall niamh
    nicholas nick nicky nico nicola nicolae nicole nigel nikhil nikita niklas nikola
    nikolai nilesh nils nilufar nina nirmal nirmala nisha nitin niyi njeri nkechi nnamdi
    nneka nnenna noah noelle noirin nomsa nonso noor nora noreen norma norman nuala nuno
    nusrat nyambura nyasha oakley oana obadiah obi obiageli obinna octavia octavius
    odalys odette odile odunayo ogechi oisin okechukwu oksana ola olabisi olaf olamide
    olanrewaju olayinka oleg olena olga oliver olivia oliwia olu olufemi olumide
    olusegun oluwadamilola oluwaseun oluwatobi olwen omar omari omolara onyeka oona
    oonagh opeyemi ophelia orhan oriel orla orlaith orlando orson osama oscar osei oskar
    osman osric ossie oswald oswin otieno ottavia ottavio ottilie otto ottoline ousmane
    ove ovidiu owain owais owen oyinkan oyinkansola padma padraic padraig paige pam
    pamela pankaj paolo paramjit parminder parul parvati parveen pascal patricia patrick
    patryk paul paula pauline pavel pawan pawel payal pedram pedro penelope percival
    perdita peregrine perpetua perran perrin perry pete peter petra petronella petru
    phil philip philippa phillip philomena phoebe phuong phyllida phyllis pia pierre
    piers piet pilar piotr pippa piran polly pooja portia prabha pradeep prakash pramod
    pranav prasad prashant preeti prem priscilla priti priya priyanka proinsias pru
    przemyslaw ptolemy qasim qiang qing quentin rabia rachael rachel radhika radoslaw
    radu rafael rafal rafe rafferty raheem rahul raj raja rajan rajendra rajesh rajinder
    rajiv rakesh ralph raluca rama ramesh ramon ramona rana ranald randolph rani rania
    ranjit raphael raquel rasheed rashid rashida rashmi raul ravi ravinder ravindra
    raymond razia rebecca rebekah rebwar reece reena reginald rehana rehema rekha renata
    rene renu renuka reuben reza rhian rhiannon rhoda rhodri rhona rhoswen rhun rhydian
    rhys ria ricardo richard rick rima rita ritu rizwan roanna robbie robert roberta
    roberto robyn rochelle roddy roderic roderick rodney rodrigo roger rohan rohit
    roisin roksana roland rolf rollo roma romilly ron ronald ronan rory rosa rosalie
    rosalind rosamund rosanna rosemary rosheen roshni rosie rotimi rowena rowland roxana
    roxanne roy roza ruairi ruaraidh ruari ruaridh rubina rufus rui rukhsana rune rupa
    rupert rupinder russell rustam rutendo ruth ryan ryszard saad saba sabah sabina
    sabine sabrina sachin sade sadia sadie sadiq saeed safiya sahar saida saima saira
    sajid sakina sakura saleem salim sally salma sam samantha samina samir samira samuel
    samuil sana sanaa sandeep sandra sangeeta sanjay sanjeev santosh saoirse sara sarah
    sarika sarita sarojini sasha satish saul savita sayed scott seamus sean sebastian
    seema sefton segun sekou selim selina selma seojun septimus serdar seren serena
    sergei sergio sergiy seth seyi shabana shabir shabnam shafiq shahid shahida shahnaz
    shaista shakil shakira shalini shamim shane shanelle shanice shannon shanti sharif
    sharmila sharon shashi shaun shay shazia sheila shelley sheridan shilpa shirin
    shirley shivani shobha shola shona shreya shweta sian sidney sidonie siencyn sienna
    sigrid silas sile silke silvia silviu simisola simon simona simone simran sinead
    siobhan sioned sipho sita siti sive siwan siân slawomir sobia sofia sofie sohail
    sola solange solomon solveig somaya sonal sonia sonya sophia sophie sorcha soren
    sorin stacey stanislaw stanley stefan stefania stella steph stephanie stephen steve
    steven stewart stig struan stuart sudha sudhir sufyan sujata sukhdeep sukhjit suki
    suleiman sultana sumaira suman sumayya sumit sunil sunita sunniva suresh surinder
    surjit susan susanna sushil sushma suzanne sven svetlana svitlana swati sybil sylvia
    sylvie sylwia szymon tabitha tadeusz tadhg tafadzwa tahir tahira taiwo takeshi talia
    taliesin tallulah tamara tamas tamsin tamsyn tania tanja tanvi tanvir tanya tao tara
    taras tariq tarquin tasha tasneem tatenda tatiana tatjana tavish tayo ted tegwen
    temitope temperance tendai terence teresa terry tess tessa thabo thaddeus thandeka
    thandi thandiwe thanh thao thea thelma themba theo theodora theodore theodosia
    theresa thessaly thi thom thomas thor thora thorvald tia tiernan tiffany tilda tilly
    tim timothy tina titilayo tobi tobiah tobias toby todd tokunbo tom tomas tomasz
    tommy toni tony torquil torsten tove toyin tracey tracy trang trefor trev trevor
    tricia trish tristan trudy trystan tuan tulin tunde tuppence turan tuula tyler
    tyrell tyrone uche uchenna ugo ugochi ulla ulric ulrich ulrike uma umair umar umesh
    una ursula ursuline urszula usha usman ute uwe uzoma vaclav vadim vaishali valentin
    valentina valerie vandana vanessa varun vasant vashti vasile vasyl vaughan veena
    vera verena verity vernon veronica vesna vicky victor vidya vijay vikas vikram
    viktor viktoria vimala vinay vincent vinod viola violeta viorel vipul vishal vitaliy
    viv vivek vivian vivien vivienne vlad vladimir volodymyr vukasin waheed wahid wajid
    waldemar wale waleed walter wambui wanda wangari wanjiku wanjiru waqar wasim wayne
    wei wen wendel wendeline wendy werner weronika wes wieslaw wiktoria wilf wilfred
    wilfrid wilhelmina william wilma winifred winnie wioletta witold wojciech wolfgang
    wolfram wulfric wyn wystan xanthe xavier xia xiang xiao xiaoming ximena xin xiomara
    xoliswa xue yaa yahya yakubu yan yana yang yanna yannick yara yaroslav yash yasin
    yasir yasmeen yasmin yasmine yaw yemi yen yetunde yevgenia yin ying yinka yogesh
    yohannes yolanda yolande yong younis yousef youssef yuki yuko yulia yuliya yun yuri
    yusra yusuf yvaine yvette yvonne zac zachary zahid zahida zahra zaid zain zainab
    zainul zak zanele zara zbigniew zdenek zdzislawa zebedee zed zeeshan zeinab zelda
    zena zephaniah zephyr zeynep zhang zhen zillah zodwa zoe zofia zola zsofia zubair
    zuleika zuleikha zulfiqar zuzanna
    """.split()
)
ALSO_WORDS: Final = frozenset(
    """
    al amber angel april art august austin bill blake bob carol charity chase chastity
    chelsea chip christmas clemency clover comfort crystal daisy dale dawn dean dev
    devon dot drew earl ed ember eve faith fern flo florence frank gabriel garnet gene
    ginger grace grant guy haf harrison hazel heather hob holly honor hope hunter iris
    ivy jack jackson jade jan jasmine jasper jay jean jet jordan joy june kay kit lan
    lance lavender lee lily ling lotta lou lucky mai mali marigold mark max may mercy
    merlin milan miles mina ming monty morgan morris nan nana nelson noel norm olive
    pansy pat patience pearl peggy penny ping pip poppy posy precious prosper prudence
    rasa ray reg rex rich rob robin rod roman rose ross rowan ruby rusty sage sandy
    sapphire shan skip sol sonny sorrel spencer stan storm sue sultan summer sunday
    sunny tam tawny teddy tudor victoria vince violet virginia wade warren wesley
    whitney will win winston wren young yuan
    """.split()
)
"""Those that are words, months or places as well: alone they are no hint."""
FIRST_NAMES: Final = _ONLY_NAMES | ALSO_WORDS
